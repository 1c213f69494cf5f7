"""What the document says of itself: XMP for PDF/A-3a and PDF/UA-1, the same in the older information dictionary."""

from __future__ import annotations

from datetime import UTC, datetime
from string import Template
from xml.sax.saxutils import escape

from pikepdf import Array, Dictionary, Name, Pdf, String

from lms_peer.portfolio.binding.values import About

CREATOR = "lms_peer"
# PDF/A knows no property of PDF/UA, so the packet describes it (ISO 19005-3, 6.6.2.3).
PACKET = Template("""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
  xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfaid:part>3</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">$title</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>$author</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">$subject</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>$language</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>$creator</xmp:CreatorTool>
<xmp:CreateDate>$issued</xmp:CreateDate>
<xmp:ModifyDate>$issued</xmp:ModifyDate>
<xmp:MetadataDate>$issued</xmp:MetadataDate>
<pdf:Producer>$producer</pdf:Producer>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
  xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the document conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
""")


def describe(bound: Pdf, about: About, producer: str) -> None:
    """Write who, what, when and in which language, and which standards are met."""
    issued = f"{about.issued.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    written = {
        "title": about.title,
        "author": about.author,
        "subject": about.subject,
        "language": about.language,
        "issued": issued,
        "creator": CREATOR,
        "producer": producer,
    }
    packet = PACKET.substitute({key: escape(value) for key, value in written.items()}).encode()
    bound.Root.Metadata = bound.make_stream(packet, Type=Name.Metadata, Subtype=Name.XML)
    bound.trailer.Info = bound.make_indirect(
        Dictionary(
            Title=about.title,
            Author=about.author,
            Subject=about.subject,
            Creator=CREATOR,
            Producer=producer,
            CreationDate=pdf_date(about.issued),
            ModDate=pdf_date(about.issued),
        )
    )
    bound.trailer.ID = Array([String(about.identifier), String(about.identifier)])
    bound.Root.Lang = about.language
    bound.Root.MarkInfo = Dictionary(Marked=True)
    bound.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)


def pdf_date(when: datetime) -> str:
    """A moment as PDF writes it, in UTC (ISO 32000-1, 7.9.4)."""
    return f"D:{when.astimezone(UTC):%Y%m%d%H%M%S}Z"
