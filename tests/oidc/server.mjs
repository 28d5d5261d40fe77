// A real OpenID Connect provider for the sign-in tests. It prints its issuer when it serves, and ends when its standard input does.
// NEXUS_OIDC_PORTAL is the portal's address, NEXUS_OIDC_SECRET what all clients share with it. Each client below is one test's
// provider: 'honest' ones answer by the book, the others get an ID token that is wrong in the way their name says, signed with the
// right key (but for 'signature').
import { createServer } from 'node:http';
import { generateKeyPair, exportJWK, SignJWT, decodeJwt } from 'jose';
import { Provider } from 'oidc-provider';

const portal = process.env.NEXUS_OIDC_PORTAL;
const names = ['honest', 'second', 'audience', 'expired', 'issuer', 'nonce', 'signature'];
const secret = process.env.NEXUS_OIDC_SECRET;

const { privateKey } = await generateKeyPair('RS256', { extractable: true });
const { privateKey: foreignKey } = await generateKeyPair('RS256', { extractable: true });
const jwk = { ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig', kid: 'tests' };

const bends = {
  audience: (claims) => ({ ...claims, aud: 'another-client' }),
  expired: (claims) => ({ ...claims, iat: claims.iat - 7200, exp: claims.iat - 3600 }),
  issuer: (claims) => ({ ...claims, iss: 'https://elsewhere.example' }),
  nonce: (claims) => ({ ...claims, nonce: 'of-another-round' }),
  signature: (claims) => claims,
};

const server = createServer();
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const issuer = `http://localhost:${server.address().port}`;

// What a person who signs in says about himself; the tests are all people there are.
const people = new Map();

const provider = new Provider(issuer, {
  clients: names.map((name) => ({
    client_id: name,
    client_secret: secret,
    redirect_uris: [`${portal}/signin-oidc/${name}`],
    grant_types: ['authorization_code'],
    response_types: ['code'],
    token_endpoint_auth_method: 'client_secret_post',
  })),
  jwks: { keys: [jwk] },
  cookies: { keys: ['only for tests'] },
  scopes: ['openid', 'profile', 'email', 'groups'],
  claims: { openid: ['sub'], profile: ['name', 'preferred_username'], email: ['email'], groups: ['groups', 'realm_access'] },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...people.get(id) }) }),
  // Who signs in agrees to what is asked.
  loadExistingGrant: async (ctx) => {
    const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope(ctx.oidc.params.scope);
    await grant.save();
    return grant;
  },
});

provider.use(async (ctx, next) => {
  await next();
  const client = ctx.oidc?.client?.clientId;
  if (ctx.path === '/token' && bends[client] && ctx.body?.id_token) {
    const claims = bends[client](decodeJwt(ctx.body.id_token));
    const key = client === 'signature' ? foreignKey : privateKey;
    ctx.body = { ...ctx.body, id_token: await new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'tests' }).sign(key) };
  }
});

const handle = provider.callback();
server.on('request', async (request, response) => {
  try {
    if (!request.url.startsWith('/interaction/')) {
      handle(request, response);
    } else if (request.method === 'POST') {
      let body = '';
      for await (const part of request) body += part;
      const form = new URLSearchParams(body);
      if (form.has('refuse')) {
        await provider.interactionFinished(request, response, { error: 'access_denied', error_description: 'They would not.' });
      } else {
        people.set(form.get('login'), JSON.parse(form.get('claims')));
        await provider.interactionFinished(request, response, { login: { accountId: form.get('login') } });
      }
    } else {
      response.setHeader('Content-Type', 'text/html').end('<!doctype html><html lang="en"><title>The other side</title><link rel="icon" href="data:,"><form method="post"><label>Login <input name="login"></label> <label>Claims <input name="claims" value="{}"></label> <button>Sign in</button></form></html>');
    }
  } catch (error) {
    console.error(error);
    response.writeHead(500).end();
  }
});

process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
console.log(issuer);
