# shellcheck shell=bash disable=SC2154 # inside.sh comes before it
DATABASE=$1
flags=(--unattended --ignore-failed)
if [ "$DATABASE" = system ]; then
    pg_ctlcluster 15 main start
    until_true 20 setpriv --reuid=postgres --regid=postgres --init-groups psql -qc 'SELECT 1' >/dev/null 2>&1
fi
picture >/tmp/before

install first --all "${flags[@]}" --database "$DATABASE" 2>&1
must 'an installation ends well, with its acceptance test' [ $? = 0 ]
check 'settings are for root only' [ "$(stat -c %a /etc/nexusquantum/portal.env /etc/nexusquantum/agent.env | tr '\n' ' ')" = '600 600 ' ]
check 'directories have the mode of the document' [ "$(stat -c '%U %a' /srv/fc /srv/fc/vms /srv/images | tr '\n' ' ')" = 'root 755 root 711 root 755 ' ]
check 'the portal runs as nexus' [ "$(ps -o user= -C NexusQuantum.We | sort -u | tr -d ' ')" = nexus ]
printf 'nqt_\npostgresql://\n' >/run/secret-words
check 'no secret on a command line' bash -c '! grep -alF -f /run/secret-words /proc/[0-9]*/cmdline'
check 'a second installation is refused' bash -c '! /releases/first/install.sh --all --unattended </dev/null >/dev/null 2>&1'

# A machine that is to run through everything, of the first administrator's.
code=$(cat /var/lib/nexus/setup-code)
must 'the set-up code is there after the acceptance test' [ -n "$code" ]
password=quexilvant-$(head -c 9 /dev/urandom | base64 | tr -dc 'a-zA-Z0-9')
jq -n --arg code "$code" --arg password "$password" '{code: $code, userName: "mara", password: $password}' >/run/setup.json
curl -sS -o /dev/null -H 'content-type: application/json' --data-binary @/run/setup.json http://127.0.0.1:18080/v1/setup
jq 'del(.code)' /run/setup.json >/run/login.json
token=$(curl -sS -H 'content-type: application/json' --data-binary @/run/login.json http://127.0.0.1:18080/v1/login | jq -r .token)
printf 'header = "Authorization: Bearer %s"\n' "$token" >/run/api
image=$(api GET /v1/images | jq -r '.items[] | select(.name == "nexus-tiny").id')
vm=$(api POST /v1/vms -H 'content-type: application/json' --data-binary "{\"name\":\"stays\",\"vcpus\":1,\"memoryMiB\":256,\"imageId\":\"$image\",\"rootDiskGiB\":1}" | jq -r .subject.id)
answers() { [ "$(api GET "/v1/vms/$vm" | jq -r '.state + " " + (if .guest.connectedAt then "yes" else "no" end)')" = 'running yes' ]; }
must 'a machine of the administrator runs' until_true 120 answers
boot_id() { api POST "/v1/vms/$vm/exec" -H 'content-type: application/json' --data-binary '{"command":["cat","/proc/sys/kernel/random/boot_id"]}' | jq -r .stdout; }
boot=$(boot_id)
check 'it tells its boot id' [ -n "$boot" ]

install second upgrade "${flags[@]}" 2>&1
must 'an upgrade ends well' [ $? = 0 ]
check 'the new release runs' [ "$(cat /opt/nexusquantum/current/VERSION)" = 99.0.0 ]
check 'the machine ran through the upgrade' bash -c "[ '$boot' = \"\$($(declare -f api boot_id); vm=$vm; until_true() { :; }; boot_id)\" ]"

install broken upgrade "${flags[@]}" 2>&1
check 'an upgrade whose acceptance test fails is told' [ $? != 0 ]
check 'and the release before it runs again' [ "$(cat /opt/nexusquantum/current/VERSION) $(readlink /proc/"$(pgrep -o NexusQuantum.We)"/exe)" = '99.0.0 /opt/nexusquantum/99.0.0/web/NexusQuantum.Web' ]
check 'the broken release is gone' [ ! -e /opt/nexusquantum/99.0.1 ]
check 'its database came back: the administrator and the machine are known' until_true 60 answers
check 'the machine ran through the roll-back' [ "$boot" = "$(boot_id)" ]

nexus-install uninstall --yes --keep-data --keep-database 2>&1
check 'an uninstall that keeps data and database ends well' [ $? = 0 ]
check 'nothing of it runs' nothing_runs
check 'programs and settings are gone' [ ! -e /opt/nexusquantum ] && [ ! -e /etc/nexusquantum ]
check 'disks and the key of the database are kept' [ -d "/srv/fc/vms/$vm" ] && [ -f /var/lib/nexus/master.key ]

install first --all "${flags[@]}" --database "$DATABASE" 2>&1
must 'a new installation takes up what was kept' [ $? = 0 ]
check 'with the machine, which runs again' until_true 120 answers

nexus-install uninstall --everything --yes 2>&1
check 'an uninstall of everything ends well' [ $? = 0 ]
check 'nothing of it runs any more' nothing_runs
check 'nothing of it is left' same_picture
if [ "$DATABASE" = system ]; then
    check 'role and database are gone' [ -z "$(setpriv --reuid=postgres --regid=postgres --init-groups psql -XAtqc "SELECT rolname FROM pg_roles WHERE rolname LIKE 'nexus%' UNION SELECT datname FROM pg_database WHERE datname LIKE 'nexus%'")" ]
fi
