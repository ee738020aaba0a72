import { describe, expect, it } from 'vitest';
import { signatureOf } from './oauth.ts';

/** The example of X's page "Creating a signature". */
const KEYS = {
  consumerSecret: 'kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw',
  accessTokenSecret: 'LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE',
};
const PARAMS: [string, string][] = [
  ['status', 'Hello Ladies + Gentlemen, a signed OAuth request!'],
  ['include_entities', 'true'],
  ['oauth_consumer_key', 'xvz1evFS4wEEPTGEFPHBog'],
  ['oauth_nonce', 'kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg'],
  ['oauth_signature_method', 'HMAC-SHA1'],
  ['oauth_timestamp', '1318622958'],
  ['oauth_token', '370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb'],
  ['oauth_version', '1.0'],
];

describe('OAuth 1.0a', () => {
  it.each([
    ['https://api.twitter.com/1/statuses/update.json', 'tnnArxj06cWHq44gCs1OSKk/jLY='],
    ['https://api.twitter.com/1.1/statuses/update.json', 'hCtSmYh+iHYCEqBWrE7C7hYmtUk='],
  ])('signs the documented request to %s as documented', (url, signature) => {
    expect(signatureOf(KEYS, { method: 'POST', url, params: PARAMS })).toBe(signature);
  });

  it('signs the example of RFC 5849, with repeated and empty parameters', () => {
    const params: [string, string][] = [
      ['b5', '=%3D'],
      ['a3', 'a'],
      ['c@', ''],
      ['a2', 'r b'],
      ['c2', ''],
      ['a3', '2 q'],
      ['oauth_consumer_key', '9djdj82h48djs9d2'],
      ['oauth_token', 'kkk9d7dh3k39sjv7'],
      ['oauth_signature_method', 'HMAC-SHA1'],
      ['oauth_timestamp', '137131201'],
      ['oauth_nonce', '7d8f3e4a'],
    ];
    const keys = { consumerSecret: 'j49sk3j29djd', accessTokenSecret: 'dh893hdasih9' };
    const request = { method: 'POST', url: 'http://example.com/request', params };
    expect(signatureOf(keys, request)).toBe('r6/TJjbCOr97/+UU0NsvSne7s5g=');
    expect(signatureOf(keys, { ...request, params: params.toReversed() })).toBe(
      'r6/TJjbCOr97/+UU0NsvSne7s5g=',
    );
  });
});
