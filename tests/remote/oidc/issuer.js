// An OpenID provider nobody of ours wrote: the device grant, refresh tokens that change, JWT access tokens.
import { Provider } from 'oidc-provider';

const port = Number(process.env.PORT);
const life = Number(process.env.ACCESS_SECONDS || 60);
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{
    client_id: 'refundtui', token_endpoint_auth_method: 'none', application_type: 'native',
    grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
    response_types: [], redirect_uris: [],
  }],
  scopes: ['openid', 'offline_access', 'profile'],
  claims: { openid: ['sub'], profile: ['name'] },
  features: {
    deviceFlow: { enabled: true },
    devInteractions: { enabled: true },
    revocation: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => 'urn:refund-office',
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: '', audience: 'refundtui', accessTokenFormat: 'jwt', accessTokenTTL: life,
      }),
    },
  },
  rotateRefreshToken: true,
  ttl: { DeviceCode: 120, RefreshToken: 3600, Grant: 3600, Session: 3600, Interaction: 600, IdToken: 600 },
  findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id, name: `Agent ${id}` }) }),
  cookies: { keys: ['test-only'] },
});
provider.listen(port, '127.0.0.1', () => console.log('ready'));
