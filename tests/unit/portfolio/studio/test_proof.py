"""What is wrong with a centre's own document is said with file and line, and nothing that it does harms anybody."""

from __future__ import annotations

import shutil
from pathlib import Path

import pypdfium2
import pytest

from lms_peer.portfolio import certificate, studio
from lms_peer.portfolio.studio.findings import Finding
from lms_peer.portfolio.studio.proof import draw_proof
from lms_peer.portfolio.task import Limits

STATEMENT = "statement_of_achievement"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A centre's own folder with a copy of the statement of achievement; its theme is the one that is shipped."""
    return studio.copy(STATEMENT, tmp_path / "ours")


def drawn(folder: Path) -> tuple[bool, list[Finding]]:
    return draw_proof(folder, [folder.parent], folder.parent / "drawn.pdf")


def changed(file: Path, before: str, after: str) -> int:
    """Change a file where `before` stands, and answer the line."""
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), "utf-8")
    return text[: text.index(before)].count("\n") + 1


def only(found: tuple[bool, list[Finding]], *, drawn: bool) -> Finding:
    was_drawn, findings = found
    assert was_drawn is drawn
    [finding] = findings
    return finding


@pytest.mark.parametrize("name", studio.DOCUMENTS)
def test_what_is_shipped_has_no_findings_and_says_on_each_page_that_it_is_a_sample(name: str, tmp_path: Path):
    folder = certificate(name).folder
    assert draw_proof(folder, [folder.parent], tmp_path / "drawn.pdf") == (True, [])
    pages = pypdfium2.PdfDocument(tmp_path / "drawn.pdf")
    texts = [page.get_textpage().get_text_bounded() for page in pages]
    assert all("SAMPLE" in text for text in texts)
    assert "Sample" in texts[0]  # whose it is


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("{{ achievement.lerner }}", "There is no value lerner here. Did you mean learner?"),
        ("{{ lerner }}", "There is no value lerner here."),
        ("{% fro x in y %}", "Encountered unknown tag 'fro'"),
        ("{{ achievement.learner }", "unexpected '}'"),
        ("{{ achievement.__class__ }}", "not allowed to do this"),
        ("{{ ''.__class__.__mro__ }}", "not allowed to do this"),
        ("{{ _.__globals__ }}", "not allowed to do this"),
        ("{{ achievement.outcomes.append(1) }}", "There is no value append"),
        ("{% include '../theme/fonts.conf' %}", "There is no file ../theme/fonts.conf in this folder."),
        ("{% include '/etc/hostname' %}", "There is no file /etc/hostname in this folder."),
        ("{% include 'linked.html' %}", "There is no file linked.html in this folder."),
        ("{{ 1 / 0 }}", "division by zero"),
        ("{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}", "A macro calls itself without end."),
        ("{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}", "takes too much time"),
    ],
)
def test_a_wrong_template_is_said_with_its_line(own: Path, written: str, said: str):
    (own.parent / "secret.html").write_text("secret")
    (own / "linked.html").symlink_to(own.parent / "secret.html")
    line = changed(own / "template.html", "<h1>", f"{written}<h1>")
    finding = only(drawn(own), drawn=False)
    assert (Path(finding.file).name, finding.line) == ("template.html", line)
    assert said in finding.what


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("font-size: 13pt", "font-size: 13 big", "This property can not have this value: font-size:"),
        ("font-size: 13pt", "fontsize: 13pt", "There is no property like this: fontsize"),
        (".course {", ".course! {", "This selector is not understood: .course!"),
        (".course {", ".course { color: red ", "no }"),
        (".course {", ".course { background: url(http://127.0.0.1:9/x.png); ", "A document fetches nothing"),
        (".course {", ".course { background: url(certificate:gone.png); ", "There is no picture gone.png here"),
        (".course {", "@import url(http://127.0.0.1:9/x.css); .course {", "not at the beginning"),
        (
            "/* The statement",
            "@import url(http://127.0.0.1:9/x.css); /* The statement",
            "A document fetches nothing",
        ),
    ],
)
def test_a_wrong_style_is_said_with_its_line(own: Path, before: str, after: str, said: str):
    line = changed(own / "style.css", before, after)
    if said == "no }":
        text = (own / "style.css").read_text()
        (own / "style.css").write_text(text.replace(after, ".course {{", 1))
    _, findings = drawn(own)
    assert said in findings[0].what
    assert (Path(findings[0].file).name, findings[0].line) == ("style.css", line)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("certificate:gone.png", "There is no picture gone.png here or in theme."),
        ("certificate:linked.png", "There is no picture linked.png here or in theme."),
        ("http://127.0.0.1:9/x.png", "A document fetches nothing, so it can not show http://127.0.0.1:9/x.png."),
        ("file:///etc/hostname", "A document fetches nothing, so it can not show file:///etc/hostname."),
        ("data:image/png;base64,AAAA", "A document fetches nothing, so it can not show data:image/png"),
    ],
)
def test_a_picture_that_is_not_in_the_folder_is_named_with_its_line(own: Path, address: str, said: str):
    (own.parent / "secret.png").write_bytes(b"secret")
    (own / "linked.png").symlink_to(own.parent / "secret.png")
    line = changed(own / "template.html", "<h1>", f'<img src="{address}" alt="x"><h1>')
    finding = only(drawn(own), drawn=False)
    assert (Path(finding.file).name, finding.line) == ("template.html", line)
    assert said in finding.what


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            "unit_title:",
            "unit_titel: x\nunit_title:",
            "There is no value unit_titel here. Did you mean unit_title?",
        ),
        ("position: 1204", "position: many", "position must be a whole number."),
        ("signed_off: 12 March 2027", "signed_off: 2027-03-12", "signed_off must be text. Put it in quotes."),
        ("learner: Casey Sample", "learner Casey Sample", "no colon after its key"),
    ],
)
def test_a_wrong_sample_is_said_with_its_line(own: Path, before: str, after: str, said: str):
    line = changed(own / "sample.yaml", before, after)
    finding = only(drawn(own), drawn=False)
    assert (Path(finding.file).name, finding.line) == ("sample.yaml", line)
    assert said in finding.what


def test_what_is_missing_in_a_sample_is_named_and_so_is_a_sample_that_is_missing(own: Path):
    changed(own / "sample.yaml", "learner: Casey Sample\n", "")
    assert "learner is missing here." in only(drawn(own), drawn=False).what
    (own / "sample.yaml").unlink()
    assert "can not be read" in only(drawn(own), drawn=False).what


def test_a_mistake_deep_in_the_sample_of_a_portfolio_is_found_on_its_line(tmp_path: Path):
    own = studio.copy("portfolio", tmp_path)
    line = changed(own / "sample.yaml", "happened: 12 Mar 2027", "hapened: 12 Mar 2027")
    finding = only(drawn(own), drawn=False)
    assert finding.line == line
    assert "There is no value hapened here. Did you mean happened?" in finding.what


def test_a_logo_in_the_theme_stands_on_the_front_and_colours_are_changed_in_one_place(own: Path):
    theme = studio.copy("theme", own.parent)
    (theme / "logo.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30">'
        '<rect width="90" height="30" fill="#c00"/></svg>'
    )
    changed(theme / "style.css", "--accent: #0b4f6c", "--accent: #00aa00")
    assert drawn(own) == (True, [])
    page = pypdfium2.PdfDocument(own.parent / "drawn.pdf")[0].render(scale=1).to_pil().convert("RGB")
    colours = {colour for _, colour in page.getcolors(1 << 20)}
    assert (204, 0, 0) in colours
    assert (0, 170, 0) in colours
    assert (11, 79, 108) not in colours


@pytest.mark.parametrize(
    ("reach", "drawn_without", "said"),
    [
        ('<image href="file:///etc/hostname"/>', False, "A document fetches nothing"),
        ("<style>@import url(http://127.0.0.1:9/x.css);</style>", True, "This picture can not be read"),
    ],
)
def test_a_logo_that_reaches_for_something_is_refused(own: Path, reach: str, drawn_without: bool, said: str):
    theme = studio.copy("theme", own.parent)
    (theme / "logo.svg").write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30">{reach}</svg>'
    )
    assert said in only(drawn(own), drawn=drawn_without).what


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            "{% set n = namespace(x='abcdefgh') %}{% for _ in range(60) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
            "memory",
        ),
        ("{% set x = range(99999)|list %}{% for a in x %}{{ x|join }}{% endfor %}", "too much"),
    ],
)
def test_a_template_that_takes_too_much_is_stopped(own: Path, written: str, said: str):
    changed(own / "template.html", "<h1>", f"{written}<h1>")
    limits = Limits(cpu_seconds=3, wall_seconds=60, memory=700 * 1024 * 1024)
    proof = studio.preview(own, [], own.parent / "drawn.pdf", limits)
    assert not proof.drawn
    assert said in proof.findings[0].what
    assert not (own.parent / "drawn.pdf").exists()


def test_a_copy_never_goes_over_what_is_there(own: Path):
    shutil.rmtree(own / "..", ignore_errors=True)
    own.mkdir(parents=True)
    (own / "template.html").write_text("mine")
    with pytest.raises(studio.FolderTaken):
        studio.copy(STATEMENT, own.parent)
    assert (own / "template.html").read_text() == "mine"
