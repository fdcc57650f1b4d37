"""What surveys in English, Arabic, French and Spanish call what identifies a person.

Words are as `names.words` leaves them: lower case, without accents, Arabic without the article and
with its letters made alike; Arabic also as field teams spell it in column names (ism, raqam,
jawwal).
"""


def words(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


PERSON = "a person's name"
TELEPHONE = "telephone numbers"
EMAIL = "e-mail addresses"
IDENTITY = "identity numbers"
ACCOUNT = "account numbers"
POINT = "points on the map"
LATITUDE, LONGITUDE = "latitude", "longitude"
ADDRESS = "addresses"
BIRTH = "dates of birth"
DEVICE = "device identifiers"
IP = "IP addresses"
USER = "user names"
SUBMISSION = "identifiers of the submission"
RECORDING = "names of photos or recordings"
FREE_TEXT = "free text"

# In order: what is more particular comes first (an e-mail address is no address).
PHRASES: dict[str, str] = {
    EMAIL: """
        email|e mail|mail|emailaddress|courriel|mel|adresse electronique|correo|correo electronico|
        بريد|بريد الكتروني|ايميل|barid|bareed""",
    IP: "ip|ip address|ipaddress|adresse ip|direccion ip|عنوان ip",
    DEVICE: """
        deviceid|device id|device serial|device number|imei|imsi|simserial|sim serial|simid|sim id|
        sim|sim number|subscriberid|subscriber id|mac address|macaddress|android id|appareil id|
        id appareil|identifiant appareil|numero serie|id dispositivo|dispositivo id|
        معرف جهاز|رقم جهاز|رقم شريحه|raqam jihaz""",
    USER: """
        username|user name|userid|user id|login|submitted by|submittedby|nom utilisateur|
        utilisateur|usuario|nombre usuario|اسم مستخدم|مستخدم|mustakhdim""",
    TELEPHONE: """
        phone|phones|telephone|telephones|tel|mobile|mobiles|cell|cellphone|cell phone|phonenumber|
        phonenum|phoneno|devicephonenum|mobileno|mobilenumber|contactnumber|contactno|msisdn|gsm|
        whatsapp|telegram|viber|contact number|contact no|contact num|landline|
        telefono|telefonos|tlf|tlfno|celular|movil|portable|numero appel|
        هاتف|هواتف|جوال|موبايل|تلفون|تليفون|تلفن|محمول|خلوي|خليوي|نقال|واتساب|واتس|
        رقم تواصل|رقم اتصال|
        jawwal|jawal|gawal|hatif|hatef|haatif|telefon|tilifon|talafon|mobayl|mobail|khalawi|naqqal""",
    IDENTITY: """
        national id|nationalid|national identity|national number|nid|nin|id number|idnumber|id no|
        id card|idcard|identity card|identity number|ssn|social security|passport|voter id|voterid|
        voter card|unhcr|refugee id|refugee card|asylum card|ration card|health card|
        health insurance number|tax id|tax number|driving licence|driver license|birth certificate|
        certificate number|aadhaar|aadhar|
        cin|cni|nina|nir|carte identite|numero identite|piece identite|carte nationale|passeport|
        carte electeur|numero securite sociale|
        dni|nie|cedula|curp|rut|cpf|rfc|documento identidad|numero documento|carne identidad|
        pasaporte|numero identificacion|
        هويه|بطاقه|بطاقه شخصيه|رقم قومي|رقم وطني|رقم مدني|جواز|جواز سفر|بطاقه تموينيه|
        huwiya|hawiya|hawia|hawiyah|huwiyya|jawaz|raqam watani|raqm watani|raqam qawmi|raqm qawmi|
        raqam madani|bitaqa|bitaka""",
    ACCOUNT: """
        iban|bank account|account number|account no|accountnumber|accountno|acct|rib|
        compte bancaire|numero compte|cuenta|cuenta bancaria|numero cuenta|clabe|
        رقم حساب|حساب بنكي|حساب مصرفي|raqam hisab""",
    BIRTH: """
        dob|dateofbirth|birthdate|birth date|date birth|birthday|born|birth|date birth|
        naissance|date naissance|ddn|datenaissance|ne le|nee le|
        nacimiento|fecha nacimiento|fnac|fechanac|fecha nac|cumpleanos|nacio|
        ميلاد|مواليد|تولد|ولاده|تاريخ ميلاد|milad|meelad|mawalid|mawaleed|wilada|tarikh milad""",
    LATITUDE: """
        lat|latitude|latitud|gpslatitude|gpslat|خط عرض|دائره عرض|khat ard""",
    LONGITUDE: """
        lon|lng|long|longitude|longitud|gpslongitude|gpslong|gpslon|خط طول|khat tul""",
    POINT: """
        gps|geopoint|geoloc|geolocation|coordinates|coords|coordinate|coordonnees|coordenadas|
        احداثيات|ihdathiyat|plus code|what3words""",
    ADDRESS: """
        address|addresses|homeaddress|street|street name|house number|house no|housenumber|
        plot number|po box|postal address|landmark|directions|
        adresse|adresses|rue|domicile|numero maison|lieu residence exact|
        direccion|domicilio|calle|
        عنوان|شارع|رقم منزل|رقم بيت|رقم دار|unwan|3unwan|onwan|enwan|share3|sharea""",
    FREE_TEXT: """
        comment|comments|note|notes|remark|remarks|observation|observations|feedback|
        field comments|suggestion|suggestions|explain|describe|
        commentaire|commentaires|remarque|remarques|preciser|expliquez|
        comentario|comentarios|observacion|observaciones|explique|
        ملاحظه|ملاحظات|تعليق|تعليقات|اشرح|وضح|mulahazat|mulahazah|taliq""",
    PERSON: """
        name|names|fullname|full name|firstname|lastname|forename|surname|familyname|middlename|
        maidenname|fname|lname|mname|fn|givenname|nickname|nick name|alias|
        hhname|hhhname|respondentname|childname|mothername|fathername|spousename|headname|
        enumeratorname|enumname|interviewername|surveyorname|
        nom|noms|prenom|prenoms|nomcomplet|nomprenom|surnom|nomfamille|
        nombre|nombres|apellido|apellidos|apodo|nombrecompleto|
        اسم|اسماء|لقب|كنيه|ism|isim|esm|esem|asm|asmaa|ismulkamil|laqab|laqb|kunya""",
}  # fmt: skip

# Has a name of its own, and is no person.
THINGS = words("""
    village villages town city district subdistrict governorate province state region zone
    country county commune ward parish block cluster community neighbourhood neighborhood
    hamlet settlement camp site place location area market road group groups association
    cooperative committee organisation organization org ngo institution company business
    shop enterprise firm product brand crop crops seed item items project programme program
    intervention school schools clinic hospital facility centre center health bank bus river
    lake water source point gps language tribe ethnic ethnicity religion religious team
    disease illness medicine drug vaccine service event variable form file sheet list device
    choice option category type wave version sector activity game instance station kg
    university college mosque church island station app software sname commodity training
    course asset animal livestock livelihood income food ville quartier departement
    prefecture arrondissement pays lieu marche groupe groupement ecole projet entreprise
    organisme produit culture hopital centre association langue ethnie equipe pueblo ciudad
    municipio barrio aldea departamento provincia pais lugar mercado grupo escuela proyecto
    empresa organizacion producto cultivo hospital centro asociacion comunidad idioma
    localidad caserio vereda canton finca قريه مدينه محافظه محله حي ناحيه قضاء منطقه مخيم
    مركز سوق مجموعه جمعيه مدرسه مستشفي منظمه مشروع شركه مؤسسه دوله بلد مديريه لواء عزله تجمع
    موقع مكان نقطه منتج محصول برنامج فريق مرض دواء لغه qarya karia qariya madina muhafaza
    mohafaza hay hayy nahia madrasa majmua mashru
""")

# Persons whom a name may be of, though a thing is named nearby: the leader of a group.
PEOPLE = words("""
    person people respondent respondents interviewee participant beneficiary head hhh hoh hh
    household householder member members mother father parent parents guardian caregiver
    child children son daughter wife husband spouse partner brother sister leader chief
    chairperson president owner teacher headteacher principal enumerator enum interviewer
    surveyor supervisor collector contact neighbour neighbor relative friend caller patient
    woman man girl boy baby infant student pupil doctor nurse farmer trainer mentor sheikh
    repondant repondante enquete enquetee enqueteur enquetrice chef menage membre mere pere
    tuteur enfant fils fille epouse epoux conjoint mari femme beneficiaire participant
    proprietaire superviseur encuestado encuestada encuestador entrevistado entrevistador
    jefe jefa hogar miembro madre padre tutor hijo hija nino nina esposa esposo conyuge
    beneficiario participante propietario supervisor مستجيب مستجيبه مبحوث رب ربه عايله اسره
    ام اب والد والده زوج زوجه طفل ابن ابنه بنت مستفيد مستفيده مشارك مشاركه باحث عداد مشرف
    صاحب مالك قايد رييس معلم مدرس عضو شخص
""")

# Beside the above, says that it is a quantity or a kind of it that is asked for. Whether answers
# are too short or too few to be what the name says is seen from the answers.
MEASURES: dict[str, str] = {
    TELEPHONE: """money amount spend spent spending expenditure expenses cost costs price airtime
        credit bill bills minutes savings balance depenses cout prix montant gasto costo precio
        monto فاتوره مبلغ مصروف رصيد duration""",
    IDENTITY: "expiry expires expiration amount cost fee",
    ACCOUNT: "amount balance savings cost fee deposit",
    ADDRESS: "problem problems complaint complaints issue issues need needs",
    LONGITUDE: "how ago hours days minutes duration time term last",
    POINT: "accuracy altitude precision distance km error exactitud دقه ارتفاع",
}

SUBMISSION_NAMES = words("""
    key parent_key _id _uuid uuid instanceid instancename meta_instanceid meta_instancename
    meta_rootuuid rootuuid _submission__id _submission__uuid _submission_id submission_id
    submissionid responseid response_id _recordid recordid __id __system_submitterid
    parent_uid set_of
""")
# XLSForm types whose answers are one of the above whatever they say.
KINDS: dict[str, str] = {
    "geopoint": POINT, "geotrace": POINT, "geoshape": POINT, "start-geopoint": POINT,
    "background-geopoint": POINT, "deviceid": DEVICE, "subscriberid": DEVICE, "simserial": DEVICE,
    "phonenumber": TELEPHONE, "phone number": TELEPHONE, "username": USER, "email": EMAIL,
    "image": RECORDING, "photo": RECORDING, "audio": RECORDING, "video": RECORDING,
    "file": RECORDING, "audit": RECORDING, "background-audio": RECORDING, "audio audit": RECORDING,
    "text audit": RECORDING,
}  # fmt: skip
# Types whose answers are codes that the form or the codebook lists.
CODED = words("""
    select_one select_multiple select_one_from_file select_multiple_from_file rank
    acknowledge trigger category boolean
""")

# Frequent given names, to know a list of people by where no name or label says what it is.
GIVEN_NAMES = words("""
    mohammed mohamed muhammad mohammad ahmed ahmad mahmoud mustafa mostafa ali hassan hasan
    hussein husain hussain ibrahim khalil khaled khalid omar umar othman osman yousef yusuf
    youssef abdullah abdallah abdul abdel abdelrahman karim kareem salim saleem salah samir
    sami tariq tarek walid waleed ziad zaid jamal kamal nasser naser bilal hamza haider
    faisal majid rashid saad said saeed jassim qasim fatima fatma fatimah aisha aicha aysha
    amina aminah khadija khadijah zainab zeinab zaynab mariam maryam miriam noor nour huda
    hoda layla leila salma samira sara sarah rania hanan iman eman yasmin yasmine rana dina
    halima safiya ruqayya asma sumaya nadia najat karima john james robert michael william
    david richard joseph thomas charles daniel matthew mark paul peter george kenneth steven
    samuel emmanuel moses isaac joshua mary patricia jennifer linda elizabeth barbara susan
    jessica margaret nancy betty dorothy grace faith mercy ruth esther rebecca agnes rose
    alice jane joyce catherine jean pierre michel andre philippe alain jacques bernard
    francois louis nicolas antoine henri olivier laurent christophe marie jeanne francoise
    monique catherine nathalie isabelle jacqueline anne sylvie martine mamadou moussa amadou
    ousmane ibrahima abdoulaye boubacar seydou issa adama oumar cheikh aminata mariama awa
    aissatou kadiatou fatoumata ramatou djeneba salimata jose juan luis carlos jesus antonio
    francisco miguel pedro alejandro manuel jorge fernando ricardo roberto eduardo raul
    javier sergio diego andres maria guadalupe juana carmen rosa ana teresa elena lucia
    gabriela sofia martha patricia veronica silvia luisa francisca محمد احمد محمود مصطفي علي
    حسن حسين ابراهيم خليل خالد عمر عثمان يوسف عبدالله عبد كريم سالم صلاح سمير سامي طارق وليد
    زياد زيد جمال كمال ناصر بلال حمزه حيدر فيصل ماجد راشد سعد سعيد جاسم قاسم عباس كاظم جواد
    صالح فاطمه عايشه امينه خديجه زينب مريم نور هدي ليلي سلمي سميره ساره رانيا حنان ايمان
    ياسمين رنا دينا حليمه صفيه رقيه اسماء سميه ناديه نجات كريمه امل سعاد وفاء اميره شيماء
""")
