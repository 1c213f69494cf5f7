// Run by the Rhino shell inside the jar that veraPDF comes in, so a Java runtime is enough: verapdf.js FILE...
// Prints a line for each rule that a file fails: which file (from 0), which standard, clause, test, its words, where.
importPackage(Packages.org.verapdf.pdfa, Packages.org.verapdf.pdfa.flavours, Packages.org.verapdf.gf.foundry);

VeraGreenfieldFoundryProvider.initialise();
arguments.forEach(function (path, number) {
    ["3a", "ua1"].forEach(function (standard) {
        judge(number, new java.io.File(path), PDFAFlavour.fromString(standard));
    });
});

function judge(number, file, flavour) {
    var parser = Foundries.defaultInstance().createParser(file, flavour);
    var result = Foundries.defaultInstance().createValidator(flavour, 100, false, true, false).validate(parser);
    var assertions = result.getTestAssertions().iterator(), seen = {};
    parser.close();
    while (assertions.hasNext()) {
        var one = assertions.next(), rule = one.getRuleId().getClause() + "\t" + one.getRuleId().getTestNumber();
        if (String(one.getStatus()) === "failed" && !seen[rule]) {
            seen[rule] = true;
            say([number, flavour.getId(), rule, one.getMessage(), one.getLocation().getContext()]);
        }
    }
    say([number, flavour.getId(), result.isCompliant() ? "conforms" : "does not conform"]);
}

function say(parts) {
    print(parts.join("\t").replace(/\s*\n\s*/g, " "));
}
