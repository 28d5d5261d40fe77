# shellcheck shell=bash
# The .NET 10 SDK: one that is here, else the distribution's, else the vendor's own script.

ensure_dotnet() {
    step '.NET 10 SDK'
    export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
    export DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 MSBUILDDISABLENODEREUSE=1
    # Root's home is closed to the account of the portal, so root gets a folder that others may read.
    local own=$HOME/.dotnet
    [ "$AS_ROOT" = no ] || own=/usr/local/lib/nexus-dotnet
    if find_dotnet "$own"; then
        done_ "$("$DOTNET" --version) in ${DOTNET%/*}"
        return
    fi
    if has apt-cache && apt-cache show dotnet-sdk-10.0 >/dev/null 2>&1 && [ "$INSTALL" = yes ] && as_administrator true; then
        install_packages "installing the distribution's dotnet-sdk-10.0" dotnet-sdk-10.0
    else
        [ "$USER_MODE" = yes ] || [ "$INSTALL" = yes ] || fail 'There is no .NET 10 SDK.' \
            'Install dotnet-sdk-10.0, or leave --no-install out.'
        note "the distribution has none; Microsoft's script installs it into $own"
        local script
        script=$(mktemp)
        curl -fsSL --retry 3 https://dot.net/v1/dotnet-install.sh -o "$script" || fail "Microsoft's install script could not be fetched." \
            'Look at the network, or put a .NET 10 SDK on PATH and run this again.'
        with_clock "installing the .NET 10 SDK into $own" bash "$script" --channel 10.0 --install-dir "$own" --no-path
        rm -f "$script"
    fi
    find_dotnet "$own" || fail 'The .NET 10 SDK was installed but does not answer.' "The log is in $BUILD_LOG."
    done_ "$("$DOTNET" --version) in ${DOTNET%/*}"
}

find_dotnet() {
    local candidate
    for candidate in "$(command -v dotnet || true)" /usr/lib/dotnet/dotnet /usr/share/dotnet/dotnet "$1/dotnet"; do
        if [ -x "$candidate" ] && "$candidate" --list-sdks 2>/dev/null | grep -q '^10\.'; then
            DOTNET=$(realpath "$candidate")
            export DOTNET_ROOT=${DOTNET%/*}
            return
        fi
    done
    return 1
}
