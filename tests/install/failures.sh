# shellcheck shell=bash disable=SC2154 # inside.sh comes before it
# Installs that fail at different steps: each tells why, and leaves the host as it was.
picture >/tmp/before
printf 'ROLE=all\nDATABASE=private\nCOLOUR=blue\nREBOOT=$(touch /tmp/executed)\n' >/tmp/answers
refused 'an answer file with unknown keys' "no answer 'COLOUR'.*no answer 'REBOOT'" install first --unattended --answers /tmp/answers
check 'nothing in it was executed' [ ! -e /tmp/executed ]

refused 'a database that does not answer' 'database does not answer|connect' \
    env DATABASE_URL=postgresql://nexus:quexilvant-word@127.0.0.1:1/nexus /releases/first/install.sh --portal --unattended --ignore-failed

pg_ctlcluster 15 main start
until_true 20 eval 'setpriv --reuid=postgres --regid=postgres --init-groups psql -qc "SELECT 1" >/dev/null 2>&1'
# Stopped, its kernel still takes connections, and nobody ever says a word on them.
postmaster=$(head -n 1 /var/lib/postgresql/15/main/postmaster.pid)
kill -STOP "$postmaster"
begun=$SECONDS
refused 'a database that hangs' 'database does not answer' \
    env DATABASE_URL=postgresql://nexus:quexilvant-word@127.0.0.1:5432/nexus /releases/first/install.sh --portal --unattended --ignore-failed
check 'a database that hangs is given up within two minutes' [ $((SECONDS - begun)) -lt 120 ]
kill -CONT "$postmaster"

as_server() { (cd / && setpriv --reuid=postgres --regid=postgres --init-groups psql -XAtq "$@"); }
as_server -c "CREATE ROLE reader LOGIN PASSWORD 'quexilvant-reader'" -c 'CREATE DATABASE others' -c 'REVOKE CREATE ON SCHEMA public FROM PUBLIC'
refused 'a database that refuses the password' 'password|28P01' \
    env DATABASE_URL=postgresql://reader:quexilvant-word@127.0.0.1:5432/others /releases/first/install.sh --portal --unattended --ignore-failed
refused 'a database that cannot be written' 'own its database|permission denied' \
    env DATABASE_URL=postgresql://reader:quexilvant-reader@127.0.0.1:5432/others /releases/first/install.sh --portal --unattended --ignore-failed
as_server -c 'DROP DATABASE others' -c 'DROP ROLE reader'
as_server -c 'CREATE ROLE nexus_manager LOGIN'
refused 'a role of the document'\''s name that somebody made' 'this installer did not make it' install first --portal --unattended --ignore-failed
check 'and keeps it' [ "$(as_server -c "SELECT 1 FROM pg_roles WHERE rolname = 'nexus_manager'")" = 1 ]
as_server -c 'DROP ROLE nexus_manager'
pg_ctlcluster 15 main stop

echo 0190a000-0000-7000-8000-000000000000.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA >/run/token
refused 'a portal whose name does not resolve' 'portal\.nowhere\.invalid.* does not resolve' \
    install first --agent --unattended --ignore-failed --manager https://portal.nowhere.invalid:18080 --join-token-file /run/token
refused 'a database whose name does not resolve' 'does not resolve here: db\.nowhere\.invalid' \
    env DATABASE_URL=postgresql://nexus:quexilvant-word@db.nowhere.invalid/nexus /releases/first/install.sh --portal --unattended --ignore-failed

refused 'a portal that is not there' 'could not join: The portal at http://127.0.0.1:9/? does not answer' \
    install first --agent --unattended --ignore-failed --network user --manager http://127.0.0.1:9 --join-token-file /run/token

refused 'a host that fails a required check' 'misses something that is required' install first --all --unattended --database private

for place in /srv /opt /etc /var/lib; do
    mount --bind $place $place
    mount -o remount,bind,ro $place
    picture >/tmp/before
    refused "a read-only disk at $place" "cannot be (made|written)|could not be made|read-only" install first --all --unattended --ignore-failed --database private
    umount -l $place
done

mkdir /srv/fc && echo mine >/srv/fc/file
picture >/tmp/before
refused 'a directory that holds something' 'holds something already' install first --all --unattended --ignore-failed --database private
check 'and keeps it' [ "$(cat /srv/fc/file)" = mine ]
rm -rf /srv/fc

check 'no password is in any log' bash -c '! grep -rl quexilvant /tmp/nexus-install-* /var/log 2>/dev/null'
check 'nothing listens' bash -c '! (exec 3<>/dev/tcp/127.0.0.1/18080) 2>/dev/null'
