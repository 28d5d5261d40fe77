# shellcheck shell=bash disable=SC2154 # inside.sh comes before it
# Installs that fail at different steps: each tells why, and leaves the host as it was.
picture >/tmp/before
refused() {
    local what=$1 words=$2
    shift 2
    "$@" >/tmp/said 2>&1
    check "$what is refused" [ $? != 0 ]
    check "$what: it says why" grep -qE "$words" /tmp/said
    check "$what: nothing is left" same_picture
    check "$what: nothing runs" nothing_runs
    cat /tmp/said
}

printf 'ROLE=all\nDATABASE=private\nCOLOUR=blue\nREBOOT=$(touch /tmp/executed)\n' >/tmp/answers
refused 'an answer file with unknown keys' "no answer 'COLOUR'.*no answer 'REBOOT'" install first --unattended --answers /tmp/answers
check 'nothing in it was executed' [ ! -e /tmp/executed ]

refused 'a database that does not answer' 'database does not answer|connect' \
    env DATABASE_URL=postgresql://nexus:quexilvant-word@127.0.0.1:1/nexus /releases/first/install.sh --portal --unattended --ignore-failed
check 'the password is in no log' bash -c '! grep -rl quexilvant /tmp/nexus-install-* /var/log /tmp/said 2>/dev/null'

refused 'a join token of nowhere' 'could not join' \
    bash -c 'echo 0190a000-0000-7000-8000-000000000000.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA >/run/token; /releases/first/install.sh --agent --unattended --ignore-failed --manager http://127.0.0.1:9 --join-token-file /run/token </dev/null'

refused 'a host that fails a required check' 'misses something that is required' install first --all --unattended --database private

mount -t tmpfs -o mode=0755 tmpfs /srv
mount -o remount,ro /srv
refused 'a read-only disk' 'cannot be made|read-only' install first --all --unattended --ignore-failed --database private
umount /srv

mkdir /srv/fc && echo mine >/srv/fc/file
refused 'a directory that holds something' 'holds something already' bash -c 'cp /tmp/before /tmp/before.old; exec /releases/first/install.sh --all --unattended --ignore-failed --database private </dev/null' | sed '/nothing is left/d'
check 'and keeps it' [ "$(cat /srv/fc/file)" = mine ]
rm -rf /srv/fc

nexus_port() { (exec 3<>/dev/tcp/127.0.0.1/18080) 2>/dev/null; }
check 'nothing listens' bash -c '! (exec 3<>/dev/tcp/127.0.0.1/18080) 2>/dev/null'
