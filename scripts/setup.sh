#!/usr/bin/env bash
# Gets a checkout ready to run: Debian packages for PDF, a Python environment in .venv, the locked packages and
# the pages' styles; with --tests also the tools for checking the code and a Chromium for the browser tests.
# Says what it will do before it does it. Needs Python 3.11 or newer with venv; PYTHON names one.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/debian.sh

UV_VERSION=0.13.9
PDF_PACKAGES='libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation'
# For the driver of the browser tests (Chromium itself is looked for apart), and for those that check PDFs.
TEST_PACKAGES="libatomic1 libjaxb-java poppler-utils$(command -v java >/dev/null || echo ' default-jre-headless')"
STYLES=lms_peer/web/static/vendor/govuk.css

with_tests=''
[ "${1:-}" != --tests ] || with_tests=yes

find_python() { # print the first Python that is new enough
    local candidate
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

check_python() { # set $python, or stop
    python=$(find_python) || stop \
        "lms_peer needs Python 3.11 or newer. Found: $("${PYTHON:-python3}" --version 2>&1 || true)" \
        'On Debian 12 or newer, run:   sudo apt-get install python3 python3-venv' \
        'If a newer Python is somewhere else, name it:   make setup PYTHON=/path/to/python3'
    "$python" -c 'import venv, ensurepip' 2>/dev/null || stop \
        "$python cannot make virtual environments: its venv part is missing." \
        'On Debian, run:   sudo apt-get install python3-venv' \
        'Then run the same make command again.'
}

wanted_packages() { # print the Debian packages that are still to be installed
    ! command -v dpkg-query >/dev/null || missing_packages $PDF_PACKAGES ${with_tests:+$TEST_PACKAGES}
    if [ -n "$with_tests" ] && ! command -v chromium chromium-browser google-chrome >/dev/null; then
        printf 'chromium '
    fi
}

announce() { # say what is about to happen
    echo 'Setting up lms_peer. This will:'
    [ -z "$packages" ] || echo "  - install Debian packages, for PDF portfolios${with_tests:+ and browser tests}: $packages"
    echo "  - make a Python environment in .venv, with $("$python" --version) ($python)"
    echo '  - download into it the Python packages that uv.lock names, and the styles of the web pages'
    echo 'Nothing else outside this folder changes, except the download caches of pip, uv and npm.'
    echo 'This can take a few minutes.'
}

install_uv() { # into .venv, which it makes if need be
    ! .venv/bin/uv --version 2>/dev/null | grep -qF "uv $UV_VERSION " || return 0
    "$python" -m venv .venv || stop \
        'The Python environment could not be made. The lines above say why.' \
        'Check that you may write to this folder and that the disk is not full.' \
        'If .venv is damaged, run:   make clean' \
        'Then run the same make command again.'
    .venv/bin/python -m pip install --quiet --disable-pip-version-check "uv==$UV_VERSION" || stop \
        'uv, which installs the other packages, could not be downloaded. The lines above say why.' \
        'Check that this computer is on the internet. Behind a proxy, set HTTPS_PROXY or the settings of pip.' \
        'Then run the same make command again.'
}

sync() { # install what uv.lock names
    local options='--no-dev --inexact'
    [ -z "$with_tests" ] || options=''
    [ -f "$STYLES" ] || options="$options --reinstall-package=lms-peer" # uv may else reuse an earlier build
    env -u VIRTUAL_ENV UV_PROJECT_ENVIRONMENT=.venv .venv/bin/uv sync --quiet --locked $options || stop \
        'The Python packages could not be installed. The lines above say why.' \
        'If a download failed: check that this computer is on the internet, then run the same make command again.' \
        'If uv.lock does not fit pyproject.toml: take both files from the same version, or run .venv/bin/uv lock'
}

check_result() { # does PDF work, and did the styles arrive?
    .venv/bin/python -c 'import weasyprint' >/dev/null || stop \
        'WeasyPrint, which makes the PDF portfolios, does not find the libraries it needs. The lines above name one.' \
        "On Debian they are in:   $PDF_PACKAGES" \
        'On other systems install Pango, and HarfBuzz with its subset library. Then run the same make command again.'
    [ -f "$STYLES" ] || printf '%s\n' \
        'Note: the styles of the web pages could not be built, so the pages look plainer. They work all the same.' \
        'To see why:   .venv/bin/uv build --wheel' \
        'To try again when this computer can reach npm:   rm .venv/.ready* && make setup' >&2
}

check_python
packages=$(wanted_packages)
announce
[ -z "$packages" ] || install_packages $packages
install_uv
sync
check_result
