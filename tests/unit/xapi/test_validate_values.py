"""Single values: texts with a format are judged by their own standard, and nothing is converted."""

import contextlib
import time

import pytest

from lms_peer.xapi.indexed import index_of
from lms_peer.xapi.validate import Invalid, check, values
from lms_peer.xapi.versions import Version, version_named
from tests.unit.xapi.said import STATEMENT_ID, plain


def takes(judge, value):
    judge(value)


def refuses(judge, value):
    with pytest.raises(Invalid) as caught:
        judge(value)
    assert caught.value.path == ""
    assert caught.value.reason.startswith("must")


def cases(table):
    return [
        pytest.param(judge, value, id=f"{judge.__name__} {value!r}")
        for judge, all_of in table.items()
        for value in all_of
    ]


GOOD = {
    values.iri: [
        "https://example.com",
        "HTTP://EXAMPLE.COM/a?b=c#d",
        "http://user@example.com:8080/a/b;c=d",
        "urn:uuid:3c9a0f2e-6f0b-4a7e-9d7b-0d4f2a1b6c55",
        "tag:example.com,2026:a",
        "mailto:a@b.example",
        "http://пример.example/пёс?q=ä",
        "http://example.com/a%20b",
        "http://example.com/list[1]",
        "http://[::1]/a",
        "x-own+scheme.v1:anything",
        "act:x#",
    ],
    values.uuid: [
        "3c9a0f2e-6f0b-4a7e-9d7b-0d4f2a1b6c55",
        "3C9A0F2E-6F0B-1A7E-9D7B-0D4F2A1B6C55",
        "00000000-0000-0000-0000-000000000000",
        "018f2b5e-7b1c-7cc2-8f00-5d1e2f3a4b5c",
    ],
    values.language: [
        "en",
        "en-GB",
        "EN-gb",
        "cy",
        "tlh",
        "zh-Hant-TW",
        "zh-cmn-Hans-CN",
        "sl-rozaj-biske",
        "de-CH-1996",
        "es-419",
        "en-a-bbb-x-a",
        "x-own-tag",
        "i-klingon",
        "sgn-BE-FR",
        "und",
    ],
    values.mailbox: [
        "mailto:amina@example.com",
        "mailto:a.b+c'd@sub.example.com",
        "mailto:änne@bücher.example",
        "mailto:a%20b@example.com",
        "mailto:root@localhost",
    ],
    values.duration: [
        "PT1H30M",
        "P3Y1M29DT4H35M59.14S",
        "PT16559.14S",
        "P4W",
        "P3Y",
        "P0D",
        "PT0S",
        "PT0,5H",
        "P1DT12H36M0.12567S",
        "P0.5W",
    ],
    values.sha1: ["cd9b00a5611f94eaa7b1661edab976068e364975", "CD9B00A5611F94EAA7B1661EDAB976068E364975"],
    values.sha2: ["a" * 56, "A" * 64, "0" * 96, "f" * 128],
    values.media_type: [
        "application/pdf",
        "text/plain; charset=ascii",
        'multipart/mixed;boundary="a b\\"c"',
        "application/vnd.example+json;version=1.0;q=x",
        "text/plain;",
    ],
    values.iso_8601: [
        "2026-03-04T05:06:07.890Z",
        "2026-03-04T05:06:07+01:00",
        "2026-03-04T05:06:07,5-0330",
        "2026-03-04T05:06:07+00:00",
        "2026-03-04T05:06:07",
        "2026-03-04T05:06Z",
        "20260304T050607Z",
        "20260304T050607.123+01",
        "2024-02-29T00:00:00Z",
        "2099-01-01T00:00:00.123456789Z",
    ],
    values.rfc_3339: [
        "2026-03-04T05:06-05:00",
        "2026-03-04T05:06:07.890Z",
        "2026-03-04 05:06:07.601+00:00",
        "2026-03-04t05:06:07Z",
        "2026-03-04T05:06:07-03:30",
        "2026-03-04T05:06:07-00:30",
    ],
    values.text: ["", " ", "a\u0000b"],
    values.boolean: [True, False],
    values.number: [0, -1, 0.5, 10**30],
    values.scaled: [-1, 0, 1, 0.25],
    values.length: [0, 1, 2**60],
    values.language_map: [{}, {"en-GB": ""}, {"en": "a", "cy": "b"}],
    values.extensions: [{}, {"urn:x:1": None}, {"http://e.example/1": {"any": ["thing", None]}}],
}
BAD = {
    values.iri: [
        "",
        "example.com/a",
        "/a",
        "//example.com",
        "#a",
        ":a",
        "1a:b",
        "ab c:d",
        "http:",
        "http://",
        "https:///a",
        "http:example.com",
        "http://example.com/a b",
        "http://example.com/a\n",
        "http://example.com/<a>",
        "http://example.com/100%",
        "http://example.com/%zz",
        "http://example.com/a#b#c",
        "http://example.com/\\a",
        "\u00e9x:a",
    ],
    values.uuid: [
        "",
        "3c9a0f2e6f0b4a7e9d7b0d4f2a1b6c55",
        "{3c9a0f2e-6f0b-4a7e-9d7b-0d4f2a1b6c55}",
        "urn:uuid:3c9a0f2e-6f0b-4a7e-9d7b-0d4f2a1b6c55",
        "3c9a0f2e-6f0b-4a7e-9d7b-0d4f2a1b6c5",
        "3c9a0f2e-6f0b-4a7e-9d7b-0d4f2a1b6c555",
        "3c9a0f2g-6f0b-4a7e-9d7b-0d4f2a1b6c55",
        "3c9a0f2e-6f0b-4a7e-9d7b-0d4f2a1b6c55\n",
        "٣c9a0f2e-6f0b-4a7e-9d7b-0d4f2a1b6c55",
    ],
    values.language: [
        "",
        "e",
        "english language",
        "en_GB",
        "en-",
        "-en",
        "en--GB",
        "a12345",
        "abcdefghi",
        "en-GB-",
        "en-x",
        "en-a",
        "x",
        "12",
        "en-GB\n",
    ],
    values.mailbox: [
        "amina@example.com",
        "MAILTO:amina@example.com",
        "mailto:",
        "mailto:amina",
        "mailto:@example.com",
        "mailto:amina@",
        "mailto:a@b@example.com",
        "mailto: amina@example.com",
        "mailto:amina@example.com?subject=hello",
        "mailto:a@example.com,b@example.com",
        "mailto:Amina <amina@example.com>",
        "mailto:amina.@example.com",
        "mailto:amina@example..com",
        "mailto:amina@example.com\n",
    ],
    values.duration: [
        "",
        "P",
        "PT",
        "P1",
        "P1DT",
        "1H",
        "PT1H1H",
        "PT1M1H",
        "P4W1D",
        "P1Y4W",
        "PT1.5H30M",
        "P0.5YT1S",
        "-PT1H",
        "P-1D",
        "PT1H ",
        "p1d",
        "P0001-00-00T00:00:00",
        "PT1.S",
        "PT٣H",
        90,
    ],
    values.sha1: ["", "a" * 39, "g" * 40],
    values.sha2: ["", "a" * 40, "a" * 63, "g" * 64, "a" * 65],
    values.media_type: [
        "",
        "pdf",
        "application/",
        "/pdf",
        "a/b/c",
        "text/plain charset=x",
        "text/plain\n",
        "text/plain;a=b c",
    ],
    values.iso_8601: [
        "",
        "yesterday",
        "2026-03-04",
        "2026-03",
        "05:06:07Z",
        "04/03/2026",
        "2026-03-04 05:06:07Z",
        "2026-03-04T05Z",
        "2026-03-04T05:06:07-00",
        "2026-03-04T05:06:07-0000",
        "2026-03-04T05:06:07-00:00",
        "20260304T0506-00",
        "2026-02-30T00:00:00Z",
        "2025-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-01-01T24:00:00Z",
        "2026-01-01T23:59:60Z",
        "2026-01-01T00:00:00+24:00",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59-01:00",
        "2026-03-04T05:06:07Z\n",
        "٢٠٢٦-03-04T05:06:07Z",
        1_700_000_000,
    ],
    values.rfc_3339: [
        "2026-03-04T05:06:07",
        "2026-03-04T05Z",
        "2026-03-04T05:06:07+0100",
        "2026-03-04T05:06:07+01",
        "2026-03-04T05:06:07,5Z",
        "20260304T050607Z",
        "2026-03-04T05:06:07-00:00",
        "2026-03-04 05:06:07-00:00",
        "2026-03-04_05:06:07Z",
        "2026-02-30 00:00:00Z",
    ],
    values.text: [None, 1, True, [], {}],
    values.boolean: [None, 0, 1, "true"],
    values.number: [None, "1", True, []],
    values.scaled: [1.0001, -1.0001, True, "0"],
    values.length: [-1, 2**63, 10**400, 1.0, True, "1"],
    values.language_map: ["text", ["en"], None],
    values.extensions: ["text", [], {"": 1}, {"no scheme": 1}],
}


@pytest.mark.parametrize(("judge", "value"), cases(GOOD))
def test_a_value_in_its_format_is_taken(judge, value):
    takes(judge, value)


@pytest.mark.parametrize(("judge", "value"), cases(BAD))
def test_a_value_out_of_its_format_is_refused(judge, value):
    refuses(judge, value)


@pytest.mark.parametrize("judge", list(GOOD), ids=lambda judge: judge.__name__)
def test_no_value_of_another_kind_is_taken(judge):
    kinds = {type(value) for value in GOOD[judge]} | ({int, float} if judge is values.scaled else set())
    for value in (None, True, 7, 0.5, "text", [], {}):
        if type(value) not in kinds:
            refuses(judge, value)


@pytest.mark.parametrize(
    "words", [{"a12345": "x"}, {"en_GB": "x"}, {"": "x"}, {"en": 1}, {"en": None}, {"en": {}}]
)
def test_a_language_map_names_the_language_at_fault(words):
    with pytest.raises(Invalid) as caught:
        values.language_map(words)
    assert caught.value.path == next(iter(words))


@pytest.mark.parametrize("version", Version)
def test_every_moment_that_is_taken_can_be_found_again(version):
    for text in GOOD[values.MOMENTS[version]]:
        statement = plain(id=STATEMENT_ID, timestamp=text)
        check(statement, version)
        assert index_of(statement).timestamp.tzinfo is not None


@pytest.mark.parametrize(
    "judge",
    [values.iri, values.mailbox, values.language, values.duration, values.media_type, values.iso_8601],
    ids=lambda judge: judge.__name__,
)
def test_a_very_long_text_takes_no_longer_than_its_length(judge):
    """A pattern that goes back over what it has read would take hours."""
    began = time.process_time()
    for start, more in (("", "a"), ("a:", "%20"), ("P", "1"), ("", "a-"), ("a/b;", " "), ("mailto:", "a.")):
        for ending in ("", " ", "\n", "@", "%"):
            with contextlib.suppress(Invalid):
                judge(start + more * 50_000 + ending)
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("header", "version"),
    [
        ("1.0.3", Version.V1_0_3),
        ("1.0", Version.V1_0_3),
        ("1.0.0", Version.V1_0_3),
        ("1.0.12", Version.V1_0_3),
        ("2.0.0", Version.V2_0_0),
        ("2.0", Version.V2_0_0),
        ("2.0.1", Version.V2_0_0),
        *(
            (other, None)
            for other in (None, "", "1", "0.95", "1.1.0", "2.1.0", "1.0.3.1", "1.0.", "1.0.x", "v1.0.3", " 1.0.3")
        ),
    ],
)
def test_a_version_header_names_one_of_two_versions_or_none(header, version):
    assert version_named(header) is version
