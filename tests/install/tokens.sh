# shellcheck shell=bash disable=SC2154 # inside.sh comes before it
# Join tokens that are good, used, expired, or another portal's: two portals run in the root, outside of what the installer looks at.
useradd --system --user-group --home-dir /run/portals --no-create-home --shell /usr/sbin/nologin portals
mkdir -m 0755 /run/portals
portal() {
    local port=$1
    shift
    mkdir -p "/run/portals/$port"
    chown portals "/run/portals/$port"
    (cd / && exec env -i PATH="$PATH" HOME="/run/portals/$port" NEXUS_DATA_DIR="/run/portals/$port" MANAGER_BIND="127.0.0.1:$port" MANAGER_BASE="http://127.0.0.1:$port" \
        setpriv --reuid=portals --regid=portals --init-groups --no-new-privs -- /releases/first/web/NexusQuantum.Web "$@")
}
for port in 18081 18082; do portal $port serve >"/run/portals/$port.log" 2>&1 & done
serves() { curl -fsS -o /dev/null --max-time 2 "http://127.0.0.1:$1/healthz" 2>/dev/null; }
must 'two portals serve' eval 'until_true 120 serves 18081 && until_true 120 serves 18082'
new_token() { (umask 077 && portal "$1" admin join-token 2>/dev/null | tail -n 1 >/run/token); }
join() { install first --agent --unattended --ignore-failed --network user --manager http://127.0.0.1:18081 --join-token-file /run/token; }
picture >/tmp/before

new_token 18081
join 2>&1
must 'a token joins' [ $? = 0 ]
check 'the host is the portal'\''s' [ -s /srv/fc/agent/identity.pem ]
check 'an agent alone has no account nexus and no settings of a portal' eval '[ ! -e /etc/nexusquantum/portal.env ] && ! id nexus >/dev/null 2>&1'
nexus-install uninstall --everything --yes 2>&1
check 'and its uninstall leaves nothing' same_picture
check 'nothing runs any more' nothing_runs

refused 'a token used twice' 'could not join: This join token was used already' join

new_token 18081
sql() { setpriv --reuid=portals --regid=portals --init-groups -- env PGPASSWORD="$(cat /run/portals/18081/pg/superuser-password)" psql -XAtq -h /run/portals/18081/pg -U postgres -d nexus_quantum "$@"; }
check 'its time is up' [ "$(sql -c "UPDATE join_tokens SET expires_at = now() - interval '1 minute' WHERE used_at IS NULL RETURNING 1")" = 1 ]
refused 'a token whose time is up' 'could not join: This join token expired at' join

new_token 18082
refused "another portal's token" 'could not join: This join token is not one of this portal' join

echo nothing-of-a-token >/run/token
refused 'what is no token' 'could not join' join
