"""Reference numbers for AIPW from DoubleML 0.11.4 (BSD-3-Clause), an independent implementation.

Run, where DoubleML, statsmodels, pyarrow and pyreadstat are installed: python aipw.py > aipw.csv
The nuisance predictions are statsmodels' logit and scikit-learn's OLS on the whole sample; DoubleML
only combines them, so that its score and its standard error are what is compared.
"""

from pathlib import Path

import doubleml as dml
import pandas as pd
import statsmodels.api as sm
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.linear_model import LinearRegression

HERE = Path(__file__).parent
RAW = HERE.parents[1] / "data" / "job-training-observational" / "raw"


def lalonde() -> tuple[pd.DataFrame, list[str]]:
    data = pd.read_csv(HERE / "data" / "MatchIt_lalonde.csv")
    data["black"] = (data["race"] == "black") * 1.0
    data["hispan"] = (data["race"] == "hispan") * 1.0
    columns = ["age", "educ", "black", "hispan", "married", "nodegree", "re74", "re75"]
    return data, columns


def nsw_cps() -> tuple[pd.DataFrame, list[str]]:
    nsw = pd.read_stata(RAW / "nsw.dta", convert_categoricals=False)
    cps = pd.read_parquet(RAW / "cps.parquet")
    data = pd.concat([nsw[nsw["treat"] == 1], cps], ignore_index=True)
    columns = ["age", "educ", "black", "hisp", "marr", "nodegree", "re74", "re75"]
    return data, columns


def reference(data: pd.DataFrame, columns: list[str], score: str) -> tuple[float, float]:
    x, d, y = data[columns].astype(float), data["treat"].to_numpy(), data["re78"].to_numpy(float)
    propensity = sm.Logit(d, sm.add_constant(x)).fit(disp=0, tol=1e-12).predict()
    outcome = {arm: LinearRegression().fit(x[d == arm], y[d == arm]).predict(x) for arm in (0, 1)}
    table = pd.concat([x, data[["treat"]].astype(float), data[["re78"]].astype(float)], axis=1)
    model = dml.DoubleMLIRM(
        dml.DoubleMLData(table, "re78", "treat", columns),
        DummyRegressor(),
        DummyClassifier(),
        score=score,
        n_folds=2,
        normalize_ipw=False,
        ps_processor_config=dml.utils.PSProcessorConfig(clipping_threshold=1e-12),
    )
    predictions = {
        "ml_m": propensity[:, None],
        "ml_g0": outcome[0][:, None],
        "ml_g1": outcome[1][:, None],
    }
    model.fit(external_predictions={"treat": predictions})
    return float(model.coef[0]), float(model.se[0])


if __name__ == "__main__":
    print("data,estimand,estimate,std_error,n_obs")
    for name, (data, columns) in (("MatchIt_lalonde", lalonde()), ("nsw_cps", nsw_cps())):
        for estimand, score in (("ATT", "ATTE"), ("ATE", "ATE")):
            value, error = reference(data, columns, score)
            print(f"{name},{estimand},{value:.12g},{error:.12g},{len(data)}")
