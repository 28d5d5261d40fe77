namespace NexusQuantum.Web.Tests.Access;

/// <summary>
/// Every place where the API takes an id, written down by hand, and of what thing it is: a field that is not here fails the tests.
/// <c>shared</c> are things that no project owns and that everybody who may call the route may name.
/// </summary>
internal static class IdTable
{
    private const string Fields = """
        /v1/account/passkeys/{id} path id passkey
        /v1/account/sessions/{id} path id session
        /v1/audit query project project
        /v1/audit query subjectId vm
        /v1/audit/export query project project
        /v1/audit/export query subjectId vm
        /v1/enroll body previousHostId host
        /v1/enroll body tokenId token
        /v1/hosts/join-tokens body hostId host
        /v1/hosts/{id} path id host
        /v1/hosts/{id}/certificate path id host
        /v1/hosts/{id}/metrics path id host
        /v1/hosts/{id}/orphans path id host
        /v1/hosts/{id}/orphans/{vmId} path id host
        /v1/hosts/{id}/orphans/{vmId} path vmId vm
        /v1/hosts/{id}/orphans/{vmId}/adopt path id host
        /v1/hosts/{id}/orphans/{vmId}/adopt path vmId vm
        /v1/hosts/{id}/preflight path id host
        /v1/hosts/{id}/preflight query run shared
        /v1/hosts/{id}/preflight/export path id host
        /v1/hosts/{id}/preflight/export query run shared
        /v1/hosts/{id}/preflight/waivers/{checkId} path checkId shared
        /v1/hosts/{id}/preflight/waivers/{checkId} path id host
        /v1/images body initrdId image
        /v1/images body kernelId image
        /v1/images body projectId project
        /v1/images query projectId project
        /v1/images/{id} path id image
        /v1/operations query subjectId vm
        /v1/operations/{id} path id operation
        /v1/operations/{id}/cancel path id operation
        /v1/operations/{id}/retry path id operation
        /v1/projects/{id} path id project
        /v1/projects/{id}/members body roleId role
        /v1/projects/{id}/members path id project
        /v1/projects/{id}/members/{memberId} path id project
        /v1/projects/{id}/members/{memberId} path memberId member
        /v1/roles/{id} path id role
        /v1/second-factor-rules/{id} path id role
        /v1/service-accounts body projectId project
        /v1/service-accounts body roleId role
        /v1/service-accounts/{id} path id account
        /v1/service-accounts/{id}/tokens body projects project
        /v1/service-accounts/{id}/tokens path id account
        /v1/service-accounts/{id}/tokens/{tokenId} path id account
        /v1/service-accounts/{id}/tokens/{tokenId} path tokenId token
        /v1/sign-in-providers body clientId shared
        /v1/sign-in-providers body projectId project
        /v1/sign-in-providers body roleId role
        /v1/sign-in-providers/{id} body clientId shared
        /v1/sign-in-providers/{id} body projectId project
        /v1/sign-in-providers/{id} body roleId role
        /v1/sign-in-providers/{id} path id provider
        /v1/sign-in-providers/{id}/check path id provider
        /v1/tokens body projects project
        /v1/tokens/{id} path id token
        /v1/users body projectId project
        /v1/users body roleId role
        /v1/users/{id} path id account
        /v1/users/{id} query heir account
        /v1/users/{id}/disable path id account
        /v1/users/{id}/enable path id account
        /v1/users/{id}/link path id account
        /v1/users/{id}/roles body projectId project
        /v1/users/{id}/roles body roleId role
        /v1/users/{id}/roles path id account
        /v1/users/{id}/roles/{grantId} path grantId member
        /v1/users/{id}/roles/{grantId} path id account
        /v1/users/{id}/sessions path id account
        /v1/users/{id}/sessions/{sessionId} path id account
        /v1/users/{id}/sessions/{sessionId} path sessionId session
        /v1/users/{id}/tokens path id account
        /v1/users/{id}/tokens/{tokenId} path id account
        /v1/users/{id}/tokens/{tokenId} path tokenId token
        /v1/vms body hostId host
        /v1/vms body imageId image
        /v1/vms body networkId shared
        /v1/vms body projectId project
        /v1/vms query projectId project
        /v1/vms/plan body hostId host
        /v1/vms/plan body imageId image
        /v1/vms/plan body networkId shared
        /v1/vms/plan body projectId project
        /v1/vms/{id} path id vm
        /v1/vms/{id}/console/log path id vm
        /v1/vms/{id}/events path id vm
        /v1/vms/{id}/exec path id vm
        /v1/vms/{id}/metrics path id vm
        /v1/vms/{id}/pause path id vm
        /v1/vms/{id}/reset path id vm
        /v1/vms/{id}/restart path id vm
        /v1/vms/{id}/resume path id vm
        /v1/vms/{id}/settle path id vm
        /v1/vms/{id}/start path id vm
        /v1/vms/{id}/stop path id vm
        """;

    public static IReadOnlyDictionary<IdField, string> All { get; } = Fields.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(line => line.Split(' ')).ToDictionary(words => new IdField(words[0], words[1], words[2]), words => words[3]);
}
