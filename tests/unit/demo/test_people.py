import pandas as pd


def test_every_base_grid_has_somebody(district):
    grids = district.present_grids("zongzhi")
    base = set(grids.loc[grids["kind"] == "base", "code"])
    postings = district.postings
    served = postings[postings["role"].isin(["worker", "stand_in"])]
    assert set(served["grid_code"]) == base


def test_postings_name_known_workers_and_grids(district):
    postings = district.postings
    assert postings["worker_code"].isin(district.workers["code"]).all()
    known = set(zip(district.grids["network_code"], district.grids["code"], strict=True))
    posted = set(zip(postings["network_code"], postings["grid_code"], strict=True))
    assert posted <= known
    assert set(district.workers["code"]) == set(postings["worker_code"])


def test_no_worker_holds_one_grid_twice_at_a_time(district):
    open_end = pd.Timestamp("2100-01-01", tz="UTC")
    postings = district.postings.assign(end=district.postings["valid_to"].fillna(open_end))
    keys = ["worker_code", "network_code", "grid_code", "role"]
    for _, rows in postings.sort_values("valid_from").groupby(keys):
        ends = rows["end"].tolist()[:-1]
        assert all(a <= b for a, b in zip(ends, rows["valid_from"].tolist()[1:], strict=True))


def test_a_change_of_grids_ends_one_posting_and_begins_another(district):
    ended = district.postings[district.postings["valid_to"].notna()]
    assert len(ended) >= 2
    for row in ended.itertuples():
        later = district.postings[
            (district.postings["worker_code"] == row.worker_code)
            & (district.postings["valid_from"] == row.valid_to)
        ]
        assert len(later) == 1


def test_nobody_has_a_telephone_number(district):
    assert district.workers["phone"].isna().all()


def test_a_lead_serves_all_grids_of_the_community(district):
    postings = district.postings
    leads = postings[postings["role"] == "lead"]
    for _, rows in leads.groupby("worker_code"):
        assert rows["grid_code"].str.slice(0, 12).nunique() == 1
    assert leads["grid_code"].is_unique


def test_what_the_structure_of_a_staff_is_told_by_is_there_for_most(district):
    workers = district.workers
    known = workers["birth_year"].notna()
    assert 0.8 < known.mean() < 1
    assert workers.loc[known, "birth_year"].between(1966, 2001).all()
    assert set(workers.loc[known, "sex"]) == {"female", "male"}
    assert workers.loc[~known, ["sex", "education", "party_member"]].isna().all(axis=None)
