// What a reader's browser makes of a page, measured where it is drawn. Each function returns a
// list of findings, each a sentence with the place; an empty list is a page in order.
(() => {
  const place = (node) => {
    const steps = [];
    for (let n = node; n && n.nodeType === 1 && n !== document.body; n = n.parentElement) {
      const name = n.localName + (n.id ? `#${n.id}` : n.classList.length ? `.${[...n.classList].join('.')}` : '');
      steps.unshift(name);
    }
    const text = (node.textContent || '').trim().replace(/\s+/g, ' ').slice(0, 50);
    return `${steps.slice(-4).join(' > ')} "${text}"`;
  };
  const hiddenFromEyes = (node) => {  // but told to those who hear the page
    for (let n = node; n; n = n.parentElement) {
      if (getComputedStyle(n).clipPath === 'inset(50%)') return true;
    }
    return false;
  };
  const seen = (node) => node.checkVisibility({visibilityProperty: true}) && !hiddenFromEyes(node);
  const scroller = (node) => {
    for (let n = node; n && n !== document.body; n = n.parentElement) {
      if (/auto|scroll/.test(getComputedStyle(n).overflowX)) return n;
    }
    return null;
  };
  const texts = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
      const node = walker.currentNode, parent = node.parentElement;
      if (!node.data.trim() || /^(style|script|title|desc|metadata)$/.test(parent.localName)) continue;
      if (parent.closest('symbol')) continue;  // drawn where it is used
      if (seen(parent)) found.push(node);
    }
    return found;
  };
  const rects = (node, from = 0, to = node.length) => {
    const range = document.createRange();
    range.setStart(node, from);
    range.setEnd(node, to);
    return [...range.getClientRects()].filter((r) => r.width > 0 && r.height > 0);
  };
  const matrix = (text) => text.getScreenCTM();
  const upright = (text) => {
    const m = matrix(text);
    return Math.abs(m.b) < Math.abs(m.a);
  };
  // The box of the letters themselves: a font's own box is taller than any letter in it.
  const ink = (text) => {
    const r = text.getBoundingClientRect(), across = upright(text);
    const [dx, dy] = across ? [1, 0.28 * r.height] : [0.28 * r.width, 1];
    return {left: r.left + dx, right: r.right - dx, top: r.top + dy, bottom: r.bottom - dy};
  };
  const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

  window.measure = {
    openAll() {
      document.querySelectorAll('details').forEach((d) => { d.open = true; });
    },
    sideways() {
      const page = document.scrollingElement, width = document.documentElement.clientWidth;
      const found = [];
      if (page.scrollWidth > width) found.push(`the page is ${page.scrollWidth} px wide, the screen ${width}`);
      for (const node of texts(document.body)) {
        if (scroller(node.parentElement)) continue;
        if (rects(node).some((r) => r.left < -1 || r.right > width + 1)) {
          found.push(`outside the screen: ${place(node.parentElement)}`);
        }
      }
      return found;
    },
    clipped() {
      const found = [];
      for (const node of document.body.querySelectorAll('*')) {
        const style = getComputedStyle(node);
        if (node.closest('svg') || !seen(node) || !/hidden|clip/.test(style.overflowX + style.overflowY)) continue;
        if (node.scrollWidth > node.clientWidth + 1 || node.scrollHeight > node.clientHeight + 1) {
          found.push(`clipped: ${place(node)}`);
        }
      }
      return found;
    },
    // Texts of the page that are written over one another.
    overlaps() {
      const boxes = [];
      for (const node of texts(document.body)) {
        if (node.parentElement.closest('svg')) continue;
        for (const r of rects(node)) {
          const trim = 0.32 * r.height;
          boxes.push({node, left: r.left + 1, right: r.right - 1, top: r.top + trim, bottom: r.bottom - trim});
        }
      }
      boxes.sort((a, b) => a.top - b.top);
      const found = [];
      boxes.forEach((a, i) => {
        for (let j = i + 1; j < boxes.length && boxes[j].top < a.bottom; j++) {
          if (boxes[j].node !== a.node && meet(a, boxes[j])) {
            found.push(`overlap: ${place(a.node.parentElement)} and ${place(boxes[j].node.parentElement)}`);
          }
        }
      });
      return found;
    },
    figures(smallest) {
      const found = [];
      for (const svg of document.querySelectorAll('svg')) {
        if (!seen(svg)) continue;
        const frame = svg.getBoundingClientRect(), drawn = [...svg.querySelectorAll('text')].filter((t) => !t.closest('symbol'));
        const name = place(svg.closest('figure, td, section') || svg);
        const boxes = drawn.map(ink);
        drawn.forEach((text, i) => {
          const box = boxes[i];
          if (box.left < frame.left - 2 || box.right > frame.right + 2 ||
              box.top < frame.top - 2 || box.bottom > frame.bottom + 2) {
            found.push(`outside its figure: "${text.textContent}" in ${name}`);
          }
          const m = matrix(text), size = parseFloat(getComputedStyle(text).fontSize) * Math.hypot(m.a, m.b);
          if (size < smallest) found.push(`${size.toFixed(1)} px: "${text.textContent}" in ${name}`);
          for (let j = i + 1; j < drawn.length; j++) {
            if (meet(box, boxes[j])) {
              found.push(`overlap: "${text.textContent}" and "${drawn[j].textContent}" in ${name}`);
            }
          }
        });
      }
      return found;
    },
    // A sign belongs to the left of its number in every language.
    signs() {
      const found = [];
      let read = 0;
      for (const node of texts(document.body)) {
        for (const match of node.data.matchAll(/(?<![\w\u0600-\u06ff)])[-+\u2212](?=[\d.,]*\d)/g)) {
          const sign = rects(node, match.index, match.index + 1)[0];
          const digit = rects(node, match.index + 1, match.index + 2)[0];
          if (!sign || !digit) continue;
          read += 1;
          const text = node.parentElement.closest('svg text');
          const turned = text && !upright(text);
          if (turned ? sign.top < digit.top : sign.left >= digit.left) {
            found.push(`sign on the wrong side: ${place(node.parentElement)}`);
          }
        }
      }
      return {found, read};
    },
    reachable() {
      const all = document.querySelectorAll('a[href], summary, [tabindex="0"], input, select, button');
      const scrolls = [...document.body.querySelectorAll('*')].filter((n) =>
        /auto|scroll/.test(getComputedStyle(n).overflowX) && n.scrollWidth > n.clientWidth);
      return [...new Set([...all, ...scrolls])].filter(seen);
    },
    unreached() {
      return this.reachable().filter((n) => !n.dataset.reached)
        .filter((n) => !n.querySelector('[data-reached]') || n.matches('a, summary, input'))
        // Tab stops once in a set of radio buttons; the arrow keys go on from there.
        .filter((n) => !(n.type === 'radio' && document.querySelector(`input[name="${n.name}"][data-reached]`)))
        .map((n) => `not reached by Tab: ${place(n)}`);
    },
    // Notes what has the focus; an unopened summary is to be opened by the key for it.
    step() {
      const node = document.activeElement;
      if (!node || node === document.body || node === document.documentElement) return {end: true};
      const style = getComputedStyle(node), again = Boolean(node.dataset.reached);
      node.dataset.reached = 'yes';
      const shown = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
      const box = node.getBoundingClientRect();
      const onScreen = box.bottom > 0 && box.top < innerHeight && box.width > 0;
      return {
        again,
        open: node.localName === 'summary' && !node.parentElement.open,
        fault: !shown ? `focus cannot be seen: ${place(node)}` : !onScreen ? `focus is off the screen: ${place(node)}` : '',
      };
    },
    headersRepeat() {
      return [...document.querySelectorAll('thead')].filter((n) => n.checkVisibility())
        .filter((n) => getComputedStyle(n).display !== 'table-header-group')
        .map((n) => `header row does not repeat: ${place(n)}`);
    },
  };
})();
