#!/usr/bin/env bash
# Installs what the tests need, builds once, runs every ring, and ends with one line: N passed, N failed, N skipped.
# shellcheck disable=SC2034 # the shared parts read what is set here
set -uo pipefail
umask 022
ROOT=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
export PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
for part in say options packages dotnet build account image; do
    # shellcheck source=/dev/null
    . "$ROOT/deploy/lib/$part.sh"
done

usage() {
    cat <<'EOF'
Usage: ./tests/run.sh [--long] [--ring NAME]... [--no-install]

  --long         also the tests that take long, and the benchmarks
  --ring NAME    only this ring (Domain Architecture Guest Agent Web EndToEnd Install Benchmarks)
  --no-install   install no package

Results, logs and screenshots are kept under artifacts/.
EOF
}

# Seconds after which a ring that hangs is ended.
declare -A DEADLINE=([Domain]=60 [Architecture]=60 [Guest]=120 [Agent]=420 [Web]=720 [EndToEnd]=1200 [Install]=60 [Benchmarks]=1800)
# The long part of Install makes a root file system and installs in it more than twenty times.
INSTALL_LONG=3000
# A part of every password of the tests, as in tests/NexusQuantum.Tests.Shared/Stacks/Marks.cs.
SECRET_WORD=quexilvant
# What the product's tokens for programs and for hosts look like.
SECRET_FORMS='nqt_[A-Za-z0-9_-]{40}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(\.[A-Za-z0-9_-]{43}){2}'
RINGS=() LONG=no INSTALL=yes

main() {
    while [ $# -gt 0 ]; do
        case $1 in
            --long) LONG=yes ;;
            --ring) RINGS+=("${2:?--ring needs a name}"); shift ;;
            --no-install) INSTALL=no ;;
            -h | --help) usage; exit 0 ;;
            *) fail "There is no option '$1'." './tests/run.sh --help lists them.' ;;
        esac
        shift
    done
    if [ ${#RINGS[@]} = 0 ]; then
        RINGS=(Domain Architecture Guest Agent Web EndToEnd Install)
        [ "$LONG" = no ] || RINGS+=(Benchmarks)
    fi
    prepare
    run_rings
    look_for_secrets
    report
}

prepare() {
    ARTIFACTS=$ROOT/artifacts
    PROGRAM_DIR=$ARTIFACTS/programs BUILD_DIR=$ARTIFACTS/build LOG_DIR=$ARTIFACTS/logs
    NEXUS_IMAGE_OUT=$ARTIFACTS/images USER_MODE=no AS_ROOT=no
    [ "$(id -u)" != 0 ] || AS_ROOT=yes
    rm -rf "$ARTIFACTS/results" "$ARTIFACTS/screens" "$LOG_DIR"
    mkdir -p "$ARTIFACTS/results" "$ARTIFACTS/screens" "$LOG_DIR"
    BUILD_LOG=$LOG_DIR/build.log
    NEEDS+='
chromium|any:chromium chromium-browser google-chrome|the browser of the end-to-end tests|all
util-linux|cmd:nsenter|network namespaces of the tests|all
iptables|cmd:iptables|a firewall of the tests|root
jq|cmd:jq|the example of a script in README|all
shellcheck|cmd:shellcheck|reads the scripts of the installation|all
systemd|cmd:systemd-analyze|reads the units of the installation|all'
    [ "$LONG" = no ] || NEEDS+='
debootstrap|cmd:debootstrap|a root file system to install in|root'
    ensure_packages
    ensure_dotnet
    step 'Building'
    with_clock 'all projects and tests' "$DOTNET" build "$ROOT/NexusQuantum.sln" -v quiet -nologo -nodeReuse:false
    ! wants Web || install_provider
    if wants Agent || wants EndToEnd || wants Benchmarks || long_install; then
        # A release holds the portal with its runtime; one portal is built for all rings.
        ! long_install || self_contained() { printf true; }
        # In the tests the portal may run as another account than ours, and reads its programs from here.
        as_portal() { "$@"; }
        build_programs
        build_image
    fi
    RUN_MARK=nexus-tests-$$-$RANDOM
    # Sockets have short paths only: 107 bytes for the whole.
    SCRATCH=$(mktemp -d /tmp/nqt-XXXX)
    # The portal's account and every VM's have to pass through.
    chmod 0755 "$SCRATCH"
    # Not among the artifacts: this is what they must not hold.
    SECRETS=$SCRATCH/secrets
    (umask 077; printf '%s\n' "$SECRET_WORD" >"$SECRETS")
    trap 'rm -rf "$SCRATCH"' EXIT
}

# The provider of the sign-in tests comes by its own lock file; where Node is too old for it, those tests say that they skip.
install_provider() {
    local folder=$ROOT/tests/oidc node
    node=$(node --version 2>/dev/null) || node=v0
    node=${node#v}
    if [ "${node%%.*}" -lt 20 ]; then
        warn "Node ${node} is too old for the provider of the sign-in tests; 20 or later is needed."
    elif ! [ "$folder/node_modules/.package-lock.json" -nt "$folder/package-lock.json" ]; then
        with_clock 'a sign-in provider for the tests' npm --prefix "$folder" ci --ignore-scripts --no-audit --no-fund --loglevel=error
    fi
}

long_install() { wants Install && [ "$LONG" = yes ] && [ "$AS_ROOT" = yes ]; }

wants() { [[ " ${RINGS[*]} " == *" $1 "* ]]; }

run_rings() {
    PASSED=0 FAILED=0 SKIPPED=0 TABLE=''
    local ring
    for ring in "${RINGS[@]}"; do
        case $ring in
            Benchmarks) run_benchmarks ;;
            Install) run_install ;;
            *) run_ring "$ring" ;;
        esac
    done
}

run_ring() {
    local ring=$1 begun=$SECONDS xml=$ARTIFACTS/results/$1.xml code=0 p=0 f=0 s=0 e=0
    local program=$ROOT/tests/NexusQuantum.$ring.Tests/bin/Debug/net10.0/NexusQuantum.$ring.Tests
    local limit=${DEADLINE[$ring]:?there is no ring $ring} options=(-noColor -result-xml "$xml")
    if [ "$LONG" = yes ]; then limit=$((limit * 6)); else options+=(-trait- Category=Long); fi
    step "$ring"
    ring_environment "$ring"
    timeout --kill-after=15 "$limit" env "${ENVIRONMENT[@]}" "$program" "${options[@]}" </dev/null >"$LOG_DIR/$ring.log" 2>&1 || code=$?
    if [ -s "$xml" ]; then
        p=$(sum_of passed "$xml") f=$(sum_of failed "$xml") s=$(sum_of skipped "$xml") e=$(sum_of errors "$xml")
        f=$((f + e))
    fi
    # A ring that ended without a result, or badly although every test passed, is a failure of its own.
    if [ ! -s "$xml" ] || { [ "$code" != 0 ] && [ "$f" = 0 ]; }; then f=$((f + 1)); fi
    [ "$f" = 0 ] || show_failures "$ring" "$code" "$limit"
    end_strays "$ring"
    PASSED=$((PASSED + p)) FAILED=$((FAILED + f)) SKIPPED=$((SKIPPED + s))
    TABLE+=$(printf '%-14s %5d passed %4d failed %4d skipped %5d s' "$ring" "$p" "$f" "$s" "$((SECONDS - begun))")$'\n'
    [ "$f" != 0 ] || done_ "$p passed, $s skipped ($((SECONDS - begun)) s)"
}

ring_environment() {
    mkdir -p "$SCRATCH/$1"
    ENVIRONMENT=(NEXUS_TEST_RUN="$RUN_MARK" TMPDIR="$SCRATCH/$1" NEXUS_TEST_PROGRAMS="$PROGRAM_DIR" NEXUS_TEST_IMAGES="$NEXUS_IMAGE_OUT"
        NEXUS_TEST_ARTIFACTS="$ARTIFACTS" NEXUS_TEST_SECRETS="$SECRETS" DOTNET_ROOT="$DOTNET_ROOT")
    [ "$LONG" = no ] || ENVIRONMENT+=(NEXUS_TEST_LONG=1)
}

# Passwords, codes and tokens of the tests, by their marks and by their forms, in everything that the run wrote: there is none.
look_for_secrets() {
    local found
    step 'Secrets'
    if ! grep -qF "\"$SECRET_WORD\"" "$ROOT/tests/NexusQuantum.Tests.Shared/Stacks/Marks.cs"; then
        warn "the word '$SECRET_WORD' marks no password any more"
        FAILED=$((FAILED + 1))
    fi
    found=$({ grep -rlaF -f "$SECRETS" "$LOG_DIR" "$ARTIFACTS/results" "$ARTIFACTS/screens"; grep -rlaE "$SECRET_FORMS" "$LOG_DIR" "$ARTIFACTS/results" "$ARTIFACTS/screens"; } | sort -u)
    if [ -n "$found" ]; then
        warn "a secret of the tests stands in: ${found//$'\n'/, }"
        FAILED=$((FAILED + 1))
    else
        done_ "none of $(wc -l <"$SECRETS") was written anywhere"
    fi
}

sum_of() { grep -o "<assembly [^>]*" "$2" | grep -o " $1=\"[0-9]*\"" | grep -o '[0-9]*' | awk '{ n += $1 } END { print n + 0 }'; }

show_failures() {
    case $2 in 124 | 137) warn "the ring was ended after $3 s" ;; esac
    grep -A 12 '\[FAIL\]' "$LOG_DIR/$1.log" | head -n 120 >&2
    [ -s "$ARTIFACTS/results/$1.xml" ] || tail -n 30 "$LOG_DIR/$1.log" >&2
    warn "the whole log is artifacts/logs/$1.log"
}

# Whatever a ring started carries our mark in its environment; what outlives the ring is ended by its pid and told.
end_strays() {
    local file pid
    grep -lzxF "NEXUS_TEST_RUN=$RUN_MARK" /proc/[0-9]*/environ 2>/dev/null | while read -r file; do
        pid=${file#/proc/} pid=${pid%/environ}
        warn "$1 left a process behind: $(tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | cut -c1-100)"
        kill -KILL "$pid" 2>/dev/null
    done
    # What gave up our environment still names the ring's own directory: a stack's name server, for one.
    # The words come by a file: grep must not find itself.
    grep -lF -f <(printf '%s\n' "$SCRATCH/$1/") /proc/[0-9]*/cmdline 2>/dev/null | cut -d/ -f3 | while read -r pid; do kill -KILL "$pid" 2>/dev/null; done
    rm -rf "${SCRATCH:?}/$1"
}

# Scripts that test scripts, with a last line like ours. The long part packs a release of the programs that are built already.
run_install() {
    local begun=$SECONDS limit=${DEADLINE[Install]} code=0 long=() p f s log=$LOG_DIR/Install.log
    step 'Install'
    if long_install; then
        limit=$INSTALL_LONG long=("$ARTIFACTS/packages/nexusquantum-$(version)" "$ARTIFACTS/install" "$LOG_DIR")
        with_clock 'a release archive' "$ROOT/deploy/packages/build.sh" --programs "$PROGRAM_DIR" --images "$NEXUS_IMAGE_OUT" --no-deb
    fi
    ring_environment Install
    timeout --kill-after=30 "$limit" env "${ENVIRONMENT[@]}" bash "$ROOT/tests/install/run.sh" "${long[@]}" </dev/null >"$log" 2>&1 || code=$?
    read -r p f s < <(awk '/^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$/ { p += $1; f += $3; s += $5 } END { print p + 0, f + 0, s + 0 }' "$log")
    if [ "$p" = 0 ] || { [ "$code" != 0 ] && [ "$f" = 0 ]; }; then f=$((f + 1)); fi
    if [ "$f" = 0 ]; then done_ "$p passed, $s skipped ($((SECONDS - begun)) s)"; else warn "exit code $code; the whole log is artifacts/logs/Install.log"; grep -A 12 '^FAIL' "$log" | head -n 120 >&2; fi
    end_strays Install
    PASSED=$((PASSED + p)) FAILED=$((FAILED + f)) SKIPPED=$((SKIPPED + s))
    TABLE+=$(printf '%-14s %5d passed %4d failed %4d skipped %5d s' Install "$p" "$f" "$s" "$((SECONDS - begun))")$'\n'
}

version() { sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' "$ROOT/Directory.Build.props"; }

# Figures are told, not judged; a benchmark that breaks is a failure.
run_benchmarks() {
    local begun=$SECONDS code=0 f=0 program=$ROOT/tests/NexusQuantum.Benchmarks/bin/Debug/net10.0/NexusQuantum.Benchmarks
    step 'Benchmarks'
    ring_environment Benchmarks
    timeout --kill-after=15 "${DEADLINE[Benchmarks]}" env "${ENVIRONMENT[@]}" "$program" </dev/null 2>"$LOG_DIR/Benchmarks.log" \
        | tee "$ARTIFACTS/results/benchmarks.txt" || code=$?
    if [ "$code" != 0 ]; then
        f=1
        warn 'the benchmarks did not end well; the whole log is artifacts/logs/Benchmarks.log'
        tail -n 30 "$LOG_DIR/Benchmarks.log" >&2
    fi
    end_strays Benchmarks
    FAILED=$((FAILED + f))
    TABLE+=$(printf '%-14s %5d figures %3d failed %18d s' Benchmarks "$(grep -cE 'budget [≤≥]' "$ARTIFACTS/results/benchmarks.txt")" "$f" "$((SECONDS - begun))")$'\n'
}

report() {
    printf '\n%s\n%d passed, %d failed, %d skipped\n' "$TABLE" "$PASSED" "$FAILED" "$SKIPPED"
    [ "$FAILED" = 0 ] || exit 1
}

main "$@"
