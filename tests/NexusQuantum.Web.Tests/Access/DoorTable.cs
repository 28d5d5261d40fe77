using NexusQuantum.Domain.Access;

namespace NexusQuantum.Web.Tests.Access;

/// <summary>
/// Every door of the portal, written down by hand: a route, page or hub that is not here, or that asks for something else than is said
/// here, fails the tests. Behind the method and the pattern stands the permission, <c>signed-in</c>, or <c>public</c>.
/// </summary>
internal static class DoorTable
{
    private const string Routes = """
        GET / signed-in
        POST / signed-in
        GET /_blazor signed-in
        GET /_blazor/disconnect signed-in
        GET /_blazor/initializers signed-in
        GET /_blazor/negotiate signed-in
        GET /_framework/opaque-redirect signed-in
        GET /access signed-in
        POST /access signed-in
        GET /access/people access.administer
        POST /access/people access.administer
        GET /access/people/{Id:guid} access.administer
        POST /access/people/{Id:guid} access.administer
        GET /access/projects signed-in
        POST /access/projects signed-in
        GET /access/projects/{Id:guid} signed-in
        POST /access/projects/{Id:guid} signed-in
        GET /access/providers access.administer
        POST /access/providers access.administer
        GET /access/providers/{id:guid}/test access.administer
        GET /access/roles access.administer
        POST /access/roles access.administer
        GET /access/services signed-in
        POST /access/services signed-in
        GET /access/sign-in access.administer
        POST /access/sign-in access.administer
        GET /account signed-in
        POST /account signed-in
        GET /activity signed-in
        POST /activity signed-in
        GET /audit audit.read
        POST /audit audit.read
        GET /healthz public
        GET /hosts host.read
        POST /hosts host.read
        GET /hosts/{Id:guid} host.read
        POST /hosts/{Id:guid} host.read
        GET /hosts/{Id:guid}/{Tab} host.read
        POST /hosts/{Id:guid}/{Tab} host.read
        GET /hubs/metrics signed-in
        GET /hubs/metrics/negotiate signed-in
        GET /hubs/shell signed-in
        GET /hubs/shell/negotiate signed-in
        GET /images image.read
        POST /images image.read
        GET /join public
        POST /join public
        GET /machines vm.read
        POST /machines vm.read
        GET /machines/create vm.create
        POST /machines/create vm.create
        GET /machines/{Id:guid} vm.read
        POST /machines/{Id:guid} vm.read
        GET /machines/{Id:guid}/{Tab} vm.read
        POST /machines/{Id:guid}/{Tab} vm.read
        GET /metrics metrics.read
        GET /not-allowed signed-in
        POST /not-allowed signed-in
        GET /not-found signed-in
        POST /not-found signed-in
        GET /openapi/{documentName}.json signed-in
        GET /portal-check settings.administer
        POST /portal-check settings.administer
        GET /readyz public
        GET /requirements signed-in
        POST /requirements signed-in
        POST /session/seen signed-in
        GET /setup public
        POST /setup public
        GET /sign-in public
        POST /sign-in public
        GET /sign-in/enrol public
        POST /sign-in/enrol public
        GET /sign-in/enrol/passkey public
        GET /sign-in/passkey public
        GET /sign-in/second public
        POST /sign-in/second public
        GET /sign-in/second/passkey public
        POST /sign-in/with/{slug} public
        POST /sign-out signed-in
        GET /signin-oidc/{slug} public
        DELETE /v1/account/authenticator signed-in
        POST /v1/account/authenticator signed-in
        POST /v1/account/authenticator/confirm signed-in
        GET /v1/account/passkeys signed-in
        POST /v1/account/passkeys signed-in
        POST /v1/account/passkeys/options signed-in
        DELETE /v1/account/passkeys/{id:guid} signed-in
        PATCH /v1/account/passkeys/{id:guid} signed-in
        POST /v1/account/password signed-in
        GET /v1/account/profile signed-in
        PUT /v1/account/profile signed-in
        POST /v1/account/proof signed-in
        POST /v1/account/proof/passkey signed-in
        POST /v1/account/proof/passkey/options signed-in
        POST /v1/account/recovery-codes signed-in
        PUT /v1/account/second-step signed-in
        GET /v1/account/security signed-in
        DELETE /v1/account/sessions signed-in
        GET /v1/account/sessions signed-in
        DELETE /v1/account/sessions/{id:guid} signed-in
        GET /v1/audit audit.read
        GET /v1/audit/export audit.read
        GET /v1/audit/retention audit.read
        PUT /v1/audit/retention settings.administer
        GET /v1/audit/state audit.read
        GET /v1/audit/verify audit.read
        GET /v1/capacity host.read
        POST /v1/enroll public
        GET /v1/hosts host.read
        POST /v1/hosts/join-tokens host.administer
        DELETE /v1/hosts/{id} host.administer
        GET /v1/hosts/{id} host.read
        PATCH /v1/hosts/{id} host.administer
        POST /v1/hosts/{id}/certificate host.administer
        GET /v1/hosts/{id}/metrics host.read
        GET /v1/hosts/{id}/orphans host.read
        GET /v1/hosts/{id}/preflight host.read
        POST /v1/hosts/{id}/preflight host.administer
        GET /v1/hosts/{id}/preflight/export host.read
        DELETE /v1/hosts/{id}/preflight/waivers/{checkId} host.administer
        PUT /v1/hosts/{id}/preflight/waivers/{checkId} host.administer
        DELETE /v1/hosts/{id}/orphans/{vmId} host.administer
        POST /v1/hosts/{id}/orphans/{vmId}/adopt host.administer
        GET /v1/images image.read
        POST /v1/images image.write
        DELETE /v1/images/{id} image.write
        GET /v1/images/{id} image.read
        POST /v1/join public
        POST /v1/login public
        GET /v1/me signed-in
        GET /v1/networks network.read
        GET /v1/operations signed-in
        GET /v1/operations/{id} signed-in
        POST /v1/operations/{id}/cancel signed-in
        POST /v1/operations/{id}/retry signed-in
        GET /v1/permissions signed-in
        GET /v1/portal/preflight settings.administer
        POST /v1/portal/preflight settings.administer
        GET /v1/portal/preflight/export settings.administer
        GET /v1/projects signed-in
        POST /v1/projects access.administer
        DELETE /v1/projects/{id} access.administer
        GET /v1/projects/{id} signed-in
        PUT /v1/projects/{id} access.administer
        GET /v1/projects/{id}/members project.administer
        POST /v1/projects/{id}/members project.administer
        DELETE /v1/projects/{id}/members/{memberId:guid} project.administer
        GET /v1/roles signed-in
        POST /v1/roles access.administer
        DELETE /v1/roles/{id} access.administer
        PUT /v1/roles/{id} access.administer
        GET /v1/second-factor-rules access.administer
        PUT /v1/second-factor-rules/{id:guid} access.administer
        GET /v1/service-accounts signed-in
        POST /v1/service-accounts signed-in
        DELETE /v1/service-accounts/{id:guid} signed-in
        PATCH /v1/service-accounts/{id:guid} signed-in
        GET /v1/service-accounts/{id:guid}/tokens signed-in
        POST /v1/service-accounts/{id:guid}/tokens signed-in
        DELETE /v1/service-accounts/{id:guid}/tokens/{tokenId:guid} signed-in
        POST /v1/setup public
        GET /v1/sign-in-providers access.administer
        POST /v1/sign-in-providers access.administer
        DELETE /v1/sign-in-providers/{id:guid} access.administer
        GET /v1/sign-in-providers/{id:guid} access.administer
        PUT /v1/sign-in-providers/{id:guid} access.administer
        POST /v1/sign-in-providers/{id:guid}/check access.administer
        GET /v1/tokens signed-in
        POST /v1/tokens signed-in
        DELETE /v1/tokens/{id:guid} signed-in
        GET /v1/users access.administer
        POST /v1/users access.administer
        DELETE /v1/users/{id:guid} access.administer
        GET /v1/users/{id:guid} access.administer
        POST /v1/users/{id:guid}/disable access.administer
        POST /v1/users/{id:guid}/enable access.administer
        DELETE /v1/users/{id:guid}/link access.administer
        POST /v1/users/{id:guid}/link access.administer
        POST /v1/users/{id:guid}/roles access.administer
        DELETE /v1/users/{id:guid}/roles/{grantId:guid} access.administer
        DELETE /v1/users/{id:guid}/sessions access.administer
        GET /v1/users/{id:guid}/sessions access.administer
        DELETE /v1/users/{id:guid}/sessions/{sessionId:guid} access.administer
        GET /v1/users/{id:guid}/tokens access.administer
        DELETE /v1/users/{id:guid}/tokens/{tokenId:guid} access.administer
        GET /v1/vms vm.read
        POST /v1/vms vm.create
        POST /v1/vms/plan vm.create
        DELETE /v1/vms/{id} vm.delete
        GET /v1/vms/{id} vm.read
        PATCH /v1/vms/{id} vm.edit
        GET /v1/vms/{id}/console/log vm.console
        GET /v1/vms/{id}/events vm.read
        POST /v1/vms/{id}/exec vm.shell
        GET /v1/vms/{id}/metrics vm.read
        POST /v1/vms/{id}/pause vm.power
        POST /v1/vms/{id}/reset vm.power
        POST /v1/vms/{id}/restart vm.power
        POST /v1/vms/{id}/resume vm.power
        POST /v1/vms/{id}/settle vm.edit
        POST /v1/vms/{id}/start vm.power
        POST /v1/vms/{id}/stop vm.power
        """;

    public static IReadOnlyList<Door> All { get; } = [.. Routes.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Read)];

    private static Door Read(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words[2] switch
        {
            "public" => new Door(words[0], words[1], Public: true),
            "signed-in" => new Door(words[0], words[1]),
            var name => Permissions.TryParse(name, out var permission) ? new Door(words[0], words[1], permission) : throw new FormatException($"'{name}' is no permission."),
        };
    }
}
