# Sourced by the other scripts: ask for Debian packages, and say in plain words what to do when that fails.

stop() { # print each argument as a line, and end
    printf '\n' >&2
    printf '%s\n' "$@" >&2
    exit 1
}

missing_packages() { # print those of the named Debian packages that are not installed
    local package
    for package in "$@"; do
        [ "$(dpkg-query -W -f='${db:Status-Abbrev}' "$package" 2>/dev/null)" = 'ii ' ] || printf '%s ' "$package"
    done
}

as_root() { # run a command as root: directly, or with sudo (which may ask for a password at a terminal)
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif [ -t 0 ]; then
        sudo "$@"
    else
        sudo -n "$@"
    fi
}

may_install() { # can this person install Debian packages here?
    command -v apt-get >/dev/null || return 1
    [ "$(id -u)" -eq 0 ] && return 0
    command -v sudo >/dev/null || return 1
    [ -t 0 ] || sudo -n true 2>/dev/null
}

install_packages() { # install the named Debian packages, or stop
    may_install || stop \
        'lms_peer needs Debian packages that are missing, and this account may not install them.' \
        'Ask someone who looks after this computer to run:' \
        "    sudo apt-get update && sudo apt-get install --yes --no-install-recommends $*" \
        'Then run the same make command again.'
    as_root apt-get update --quiet=2 || echo 'The list of Debian packages could not be refreshed. Going on.' >&2
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install --yes --quiet=2 --no-install-recommends -o Dpkg::Use-Pty=0 "$@" >/dev/null || stop \
        'The Debian packages could not be installed. The lines above say why.' \
        'Check that this computer is on the internet and that its disk is not full.' \
        "Then run the same make command again. It will try again to install: $*"
}
