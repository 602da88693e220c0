// A provider of OpenID Connect, for the tests of single sign-on: whoever is in the list signs in by name alone.
//
// Usage: provider.mjs PORT CALLBACK PEOPLE: where it listens, where it sends people back to, and what it says of each.

import Provider from "oidc-provider";

const [port, callback, people] = process.argv.slice(2);
const known = JSON.parse(people);

const provider = new Provider(`http://localhost:${port}`, {
  clients: [{ client_id: "desk", client_secret: "a secret of the two", redirect_uris: [callback] }],
  claims: { openid: ["sub"], email: ["email", "email_verified"] },
  findAccount: (_, name) => known[name] && { accountId: name, claims: () => ({ sub: name, ...known[name] }) },
});
provider.listen(Number(port), "localhost");
