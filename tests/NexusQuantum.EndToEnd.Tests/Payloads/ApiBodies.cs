using System.Text.Json.Nodes;

namespace NexusQuantum.EndToEnd.Tests.Payloads;

/// <summary>
/// A right body for each door that takes text, written down by hand: a door that takes text and is not here fails the test. N is
/// another number each time; a word in braces is the id of a thing that the test made.
/// </summary>
internal static class ApiBodies
{
    // A few are enough where a password is hashed, or where tries are counted by the minute.
    private const int Few = 3, Some = 20;

    private static readonly Dictionary<string, (string Body, int Most)> Bodies = new(StringComparer.Ordinal)
    {
        ["POST /v1/join"] = ("""{ "secret": "x", "password": "x" }""", Few),
        ["POST /v1/enroll"] = ("""{ "tokenId": "{none}", "csr": "eA==", "mac": "eA==", "hostName": "x", "address": "127.0.0.1:1", "agentVersion": "0.1.0", "previousHostId": null, "previousIdentity": { "certificate": "x", "signature": "eA==" }, "authority": "x", "contract": "1-1/0.1.0", "clock": null, "addresses": [{ "address": "10.0.0.1", "interface": "eth0" }] }""", 6),
        ["POST /v1/login"] = ("""{ "userName": "nobody-N", "password": "x", "code": "1" }""", Few),
        ["POST /v1/setup"] = ("""{ "code": "x", "userName": "x", "password": "x" }""", Few),
        ["POST /v1/users"] = ("""{ "userName": "person-N", "displayName": "Person", "roleId": "{role}", "projectId": "{project}" }""", int.MaxValue),
        ["POST /v1/users/{id}/roles"] = ("""{ "roleId": "{role}", "projectId": "{project}" }""", Some),
        ["POST /v1/tokens"] = ("""{ "name": "token-N", "expiresInDays": 1, "scope": "read", "projects": ["{project}"] }""", int.MaxValue),
        ["POST /v1/service-accounts"] = ("""{ "name": "service-N", "roles": [{ "roleId": "{role}", "projectId": "{project}" }] }""", int.MaxValue),
        ["POST /v1/service-accounts/{id}/tokens"] = ("""{ "name": "token-N", "expiresInDays": 1, "scope": "read", "projects": ["{project}"] }""", int.MaxValue),
        ["POST /v1/account/proof"] = ("""{ "password": "x" }""", Few),
        ["POST /v1/account/password"] = ("""{ "oldPassword": "x", "newPassword": "x" }""", Few),
        ["POST /v1/account/authenticator/confirm"] = ("""{ "ticket": "x", "code": "1" }""", Some),
        ["POST /v1/account/passkeys"] = ("""{ "name": "x", "credential": "{}", "state": "x" }""", Some),
        ["PATCH /v1/account/passkeys/{id}"] = ("""{ "name": "x" }""", Some),
        ["POST /v1/account/proof/passkey"] = ("""{ "credential": "{}", "state": "x" }""", Some),
        ["PUT /v1/account/profile"] = ("""{ "displayName": "Ada", "theme": "dark" }""", int.MaxValue),
        ["POST /v1/sign-in-providers"] = ("""{ "slug": "office-N", "name": "Office", "authority": "https://login.example.org", "clientId": "nexus", "clientSecret": "x", "scopes": "email", "newAccounts": true, "enabled": false, "mappings": [{ "claim": "groups", "value": "ops", "roleId": "{role}", "projectId": "{project}" }] }""", int.MaxValue),
        ["PUT /v1/sign-in-providers/{id}"] = ("""{ "slug": "first", "name": "Office", "authority": "https://login.example.org", "clientId": "nexus", "clientSecret": "x", "scopes": "email", "newAccounts": true, "enabled": false, "mappings": [{ "claim": "groups", "value": "ops", "roleId": "{role}", "projectId": "{project}" }] }""", Some),
        ["POST /v1/projects"] = ("""{ "name": "project-N", "description": "x" }""", int.MaxValue),
        ["PUT /v1/projects/{id}"] = ("""{ "name": "changed", "description": "x" }""", Some),
        ["POST /v1/projects/{id}/members"] = ("""{ "userName": "ada", "roleId": "{role}" }""", Some),
        ["POST /v1/roles"] = ("""{ "name": "role-N", "permissions": ["vm.read"], "text": "x" }""", int.MaxValue),
        ["PUT /v1/roles/{id}"] = ("""{ "name": "changed", "permissions": ["vm.read"], "text": "x" }""", Some),
        ["POST /v1/hosts/join-tokens"] = ("""{ "acceptUnfit": false, "hostId": null }""", Few),
        ["PATCH /v1/hosts/{id}"] = ("""{ "name": "hostile", "address": null }""", Some),
        ["PUT /v1/hosts/{id}/preflight/waivers/{checkId}"] = ("""{ "reason": "x" }""", Some),
        ["POST /v1/images"] = ("""{ "name": "image-N", "kind": "root", "kernelId": "", "initrdId": "", "kernelArguments": "", "description": "", "projectId": "", "hasGuestAgent": "" }""", 8),
        ["POST /v1/vms"] = ("""{ "name": "vm-N", "projectId": null, "vcpus": 1, "memoryMiB": 128, "imageId": "{image}", "rootDiskGiB": 1, "networkId": null, "ipAddress": null, "gateway": null, "nameServers": [], "hostId": null, "engine": null, "profile": null, "userName": null, "password": null, "sshKeys": [], "tags": [], "description": null, "start": false }""", 12),
        ["POST /v1/vms/plan"] = ("""{ "name": "vm-N", "projectId": null, "vcpus": 1, "memoryMiB": 128, "imageId": "{image}", "rootDiskGiB": 1, "networkId": null, "ipAddress": null, "gateway": null, "nameServers": [], "hostId": null, "engine": null, "profile": null, "userName": null, "password": null, "sshKeys": [], "tags": [], "description": null, "start": false }""", 8),
        ["PATCH /v1/vms/{id}"] = ("""{ "name": null, "description": null, "tags": null }""", int.MaxValue),
        ["POST /v1/vms/{id}/stop"] = ("""{ "mode": "graceful", "timeoutSeconds": 1 }""", Some),
        ["POST /v1/vms/{id}/exec"] = ("""{ "command": ["true"], "timeoutSeconds": 1 }""", Some),
        ["POST /v1/hosts/{id}/orphans/{vmId}/adopt"] = ("""{ "name": "x" }""", Some),
    };

    public static IEnumerable<string> Doors => Bodies.Keys;

    /// <summary>How many payloads are tried at a field.</summary>
    public static int Most(ApiField field) => Math.Min(Bodies[field.Door].Most, field.IsFree ? Scripts.All.Length : Few);

    /// <summary>A right body of a door.</summary>
    public static JsonNode Of(string door, int number, IReadOnlyDictionary<string, string> ids)
    {
        var text = Bodies[door].Body.Replace("-N", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"-{number}"), StringComparison.Ordinal);
        return JsonNode.Parse(ids.Aggregate(text, (body, id) => body.Replace("{" + id.Key + "}", id.Value, StringComparison.Ordinal)))!; // it is an object
    }
}
