using System.Collections.Immutable;

namespace NexusQuantum.Web.Http;

/// <summary>
/// The stable words by which a program tells problems apart, as the API's description lists them. Never renamed. What an agent
/// found (an engine that died, a full disk) is passed on under the agent's own word.
/// </summary>
internal static class ProblemTypes
{
    public static ImmutableArray<string> All { get; } =
    [
        "account-invalid", "antiforgery-refused", "audit-filter-invalid", "audit-format-invalid", "audit-retention-invalid",
        "audit-search-too-wide", "audit-verifying", "authenticator-code-wrong", "authenticator-not-set-up",
        "authenticator-offer-gone", "certificate-request-bad", "credentials-wrong", "cursor-invalid", "database-unavailable",
        "database-url-invalid", "disk-full", "enroll-too-many", "exec-invalid", "forbidden", "grace-invalid",
        "guest-agent-silent", "guest-powered-off", "host-address-bad", "host-answers", "host-does-not-fit", "host-has-vms",
        "host-name-bad", "host-name-taken", "host-not-found", "host-unreachable", "https-required",
        "idempotency-key-in-progress", "idempotency-key-invalid", "idempotency-key-reused", "image-damaged", "image-exists",
        "image-in-use", "image-invalid", "image-name-taken", "image-not-found", "image-not-recognised", "image-nowhere",
        "image-refused", "image-shipped", "image-too-large", "image-truncated", "image-wrong-kind", "internal-fault",
        "join-token-expired", "join-token-unknown", "join-token-used", "media-type-unsupported", "method-not-allowed",
        "metrics-range-bad", "metrics-step-bad", "no-host-fits", "no-hosts", "not-found", "not-signed-in", "operation-crashed",
        "operation-ended", "operation-given-up", "operation-in-progress", "operation-kind-unknown", "operation-not-cancellable",
        "operation-not-failed", "operation-not-found", "operation-not-retryable", "operation-undo-failed", "origin-refused",
        "orphan-not-adoptable", "orphan-not-found", "passkey-invalid", "passkey-limit", "passkey-name-invalid",
        "passkey-not-found", "passkey-refused", "passkey-too-late", "password-wrong", "permission-missing", "project-not-found",
        "project-required", "proof-required", "quota-exceeded", "request-malformed", "request-too-large", "role-not-found",
        "search-invalid", "second-factor-demanded", "second-factor-missing", "second-factor-required",
        "second-factor-setup-required", "second-factor-wrong", "setup-code-wrong", "setup-done", "shell-request-bad",
        "shell-session-gone", "shell-sessions-too-many", "shell-unavailable", "sign-in-busy", "sign-in-paused", "sort-invalid",
        "status-invalid", "stop-mode-invalid", "token-invalid", "token-limit", "token-not-found", "too-many-requests",
        "upload-cut-short", "upload-not-multipart", "vm-diverged", "vm-edited-meanwhile", "vm-invalid", "vm-lost",
        "vm-mac-taken", "vm-name-taken", "vm-not-diverged", "vm-not-found", "vm-not-on-host", "vm-off", "vm-removed",
        "vm-took-too-long", "vm-wrong-state", "when-away-invalid",
    ];
}
