"""The tables of the comparison, made of figures that nobody measured."""

from __future__ import annotations

from bench import beside, beside_report, report


def result(case: str, number: int, **figures) -> dict:
    common = {"case": case, "way": "webhook", "name": "One", "round": number, "bad_status": 1}
    return common | figures


def test_medians_stand_with_their_ranges():
    results = [
        result("closed", at, cpu_ms_per_update=cpu, msgs_per_s=500.0, p50_ms=None)
        for at, cpu in enumerate((0.3, 0.1, 0.2))
    ]
    text = beside_report.table(results)
    assert "0.2 (0.1-0.3)" in text
    assert "500" in text
    assert "100 updates a second" not in text, "a case that was not measured has no table"


def test_the_share_of_what_a_slow_provider_allows():
    (slow,) = (case for case in beside.CASES if case.people == 64)
    found = [result(slow.key, 0, msgs_per_s=640.0)]
    share = beside_report.columns_of(slow)[1]
    assert beside_report.values(found, slow.key, "webhook", "One", share) == [50.0]


def test_every_case_has_options_that_the_harness_knows():
    for case in beside.CASES:
        assert beside_report.columns_of(case)
        for quick in (False, True):
            options = beside._options(case, "polling", quick=quick)
            assert options.polling
            assert options.mode == "closed", "the mode is that of the case"


def test_what_python_bench_writes_stays_between_its_lines(tmp_path, monkeypatch):
    docs = tmp_path / "performance.md"
    docs.write_text(f"before\n{report.BESIDE_BEGIN}\nold\n{report.BESIDE_END}\nafter\n")
    monkeypatch.setattr(report, "DOCS", docs)
    report.write_docs(report.BESIDE_BEGIN, report.BESIDE_END, "new")
    lines = docs.read_text().split("\n")
    assert lines == ["before", report.BESIDE_BEGIN, "", "new", "", report.BESIDE_END, "after", ""]


def test_the_docs_have_the_lines():
    source = report.DOCS.read_text(encoding="utf-8")
    for line in (report.BEGIN, report.END, report.BESIDE_BEGIN, report.BESIDE_END):
        assert source.count(line) == 1
