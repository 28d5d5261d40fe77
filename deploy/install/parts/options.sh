# shellcheck shell=bash disable=SC2034 # the other parts read what is settled here
# What the caller asked for: by option, by a line of the answer file, by asking, or by default; the first of these wins.

PREFIX=/opt/nexusquantum CONF_DIR=/etc/nexusquantum LOG_DIR=/var/log/nexusquantum STATE_DIR=/var/lib/nexusquantum-install RUN_DIR=/run/nexusquantum

# Everything an answer file may hold: KEY|option|what it is. Anything else in it is refused.
ANSWERS='
ROLE|--role|portal, agent or all
MANAGER_BIND|--manager-bind|where the portal listens
MANAGER_BASE|--manager|address under which people and agents reach the portal
AGENT_BIND|--agent-bind|where the agent listens
AGENT_ADDRESS|--agent-address|address under which the portal reaches this agent
DATABASE|--database|system, private, or the word url with DATABASE_URL
DATABASE_URL||postgresql://user:password@host/db of a server of your own
NEXUS_DATA_DIR|--data-dir|data of the portal
FC_RUN_DIR|--run-dir|machines
NEXUS_IMAGE_DIR|--image-dir|images
FC_BRIDGE|--bridge|bridge of the machines
NETWORK|--network|nat, bridged or user
UPLINK|--uplink|network adapter of a bridged network
SUBNET|--subnet|range of a NAT network
FIREWALL|--firewall|yes or no: open the ports of the document
JOIN_TOKEN||token of the portal, for an agent
ACCEPTANCE|--acceptance|yes or no: end with the acceptance test
'

usage() {
    cat <<'TEXT'
Usage: install.sh [install] [--portal | --agent | --all] [options]
       install.sh upgrade [--unattended] [--ignore-failed] [--no-acceptance]
       install.sh uninstall [--keep-data] [--keep-images] [--keep-database] | [--everything] [--yes]

install sets up the portal (--portal), the agent of a host (--agent) or both (--all). It checks the host first, asks what it
must, and undoes everything it did when a step fails. It ends with the acceptance test: a machine is made, a command runs in
it, and it is deleted again.

  --unattended           ask nothing; what is not said has its default
  --answers FILE         KEY=VALUE lines, read and never executed (see deploy/install/README.md for all keys)
  --ignore-failed        go on although a required check failed
  --no-packages          install no package of the distribution; say what is missing
  --manager URL          address under which people and agents reach the portal, as https://portal.example.org:18080
  --manager-bind A:P     where the portal listens (0.0.0.0:18080)
  --agent-bind A:P       where the agent listens (0.0.0.0:9090)
  --agent-address A[:P]  where the portal finds this agent (default: where it comes from)
  --join-token-file F    the portal's join token, for --agent ("-": standard input)
  --database WHICH       system (default): role nexus_manager and database nexus_quantum on this host's PostgreSQL;
                         private: a cluster of the portal's own, without a port; url: your server, by DATABASE_URL
                         in the environment or the answer file
  --network MODE         nat (default): a bridge behind address translation; bridged: the bridge on your network, with
                         --uplink; user: no bridge
  --bridge NAME --uplink NAME --subnet A.B.C.D/N
  --data-dir DIR --run-dir DIR --image-dir DIR
  --firewall yes|no      open the ports of the requirements (default yes)
  --no-acceptance        leave the acceptance test out

upgrade goes to the release this script belongs to: checks, backup of the database, migration, restart, acceptance test; when
something fails the earlier release and its database come back. Machines keep running.

uninstall stops and removes what install made. --keep-data keeps accounts' keys and machines, --keep-images images,
--keep-database the database and the key that opens it; without any of them it asks, and --everything keeps nothing.
TEXT
}

read_options() {
    COMMAND=install UNATTENDED=no IGNORE_FAILED=no PACKAGES=yes ASSUME_YES=no EVERYTHING=no KEEP=() ANSWER_FILE='' JOIN_TOKEN_FILE=''
    declare -gA SAID=()
    case ${1:-} in
        install | upgrade | uninstall) COMMAND=$1; shift ;;
    esac
    while [ $# -gt 0 ]; do
        case $1 in
            --portal) SAID[ROLE]=portal ;;
            --agent) SAID[ROLE]=agent ;;
            --all) SAID[ROLE]=all ;;
            --unattended) UNATTENDED=yes ;;
            --ignore-failed) IGNORE_FAILED=yes ;;
            --no-packages) PACKAGES=no ;;
            --no-acceptance) SAID[ACCEPTANCE]=no ;;
            --yes) ASSUME_YES=yes ;;
            --everything) EVERYTHING=yes ;;
            --keep-data | --keep-images | --keep-database) KEEP+=("${1#--keep-}") ;;
            --answers) ANSWER_FILE=$(value_of "$@"); shift ;;
            --join-token-file) JOIN_TOKEN_FILE=$(value_of "$@"); shift ;;
            -h | --help) usage; exit 0 ;;
            *)
                local key
                key=$(awk -F'|' -v option="$1" '$2 == option && option != "" { print $1 }' <<<"$ANSWERS")
                [ -n "$key" ] || fail "There is no option '$1'." "$0 --help lists them."
                SAID[$key]=$(value_of "$@")
                shift
                ;;
        esac
        shift
    done
    [ -z "$ANSWER_FILE" ] || read_answers "$ANSWER_FILE"
    # The password in it must not stand on a command line, so it comes by file or by environment.
    [ -z "${DATABASE_URL:-}" ] || : "${SAID[DATABASE_URL]:=$DATABASE_URL}"
}

value_of() {
    case ${2:-} in
        '' | --*) fail "$1 needs a value." "$0 --help shows them." ;;
        *) printf %s "$2" ;;
    esac
}

# read_answers FILE: lines KEY=VALUE, comments and empty lines. Nothing in it is executed or expanded; all mistakes are told at once.
read_answers() {
    local file=$1 line key value number=0 mistakes=() mode
    [ -f "$file" ] && [ -r "$file" ] || fail "The answer file $file cannot be read."
    while IFS= read -r line || [ -n "$line" ]; do
        number=$((number + 1))
        line=${line%$'\r'}
        case $line in '' | '#'*) continue ;; esac
        key=${line%%=*} value=${line#*=}
        if [ "$key" = "$line" ]; then
            mistakes+=("line $number is not KEY=VALUE")
        elif ! awk -F'|' -v key="$key" '$1 == key && key != "" { found = 1 } END { exit !found }' <<<"$ANSWERS"; then
            mistakes+=("line $number: there is no answer '${key:0:40}'")
        elif [[ $value =~ [[:cntrl:]] ]]; then
            mistakes+=("line $number: the value of $key holds a control character")
        else
            # An option wins over the file.
            [ -n "${SAID[$key]+said}" ] || SAID[$key]=$value
        fi
    done <"$file"
    if [ ${#mistakes[@]} -gt 0 ]; then
        fail "The answer file $file has mistakes: $(printf '%s; ' "${mistakes[@]}")" "Its keys are: $(awk -F'|' 'NF { printf "%s ", $1 }' <<<"$ANSWERS")"
    fi
    mode=$(stat -c %a "$file")
    if [[ -n ${SAID[DATABASE_URL]:-}${SAID[JOIN_TOKEN]:-} && $mode != ?00 ]]; then
        warn "$file holds a secret and others may read it (mode $mode): chmod 600 $file"
    fi
}
