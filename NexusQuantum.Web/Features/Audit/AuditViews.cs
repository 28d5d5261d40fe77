using System.Collections.Immutable;
using NexusQuantum.Web.Data.Audit;

namespace NexusQuantum.Web.Features.Audit;

/// <summary>One act as it is shown.</summary>
/// <param name="Id">Its number.</param>
/// <param name="At">UTC.</param>
/// <param name="ActorId">Null for the product itself and for whom nobody knows.</param>
/// <param name="Actor">User name at that time.</param>
/// <param name="Credential"><c>session</c>, <c>token</c>, <c>host</c>, <c>portal</c> or <c>none</c>.</param>
/// <param name="CredentialId">The session or token.</param>
/// <param name="Address">Where it came from.</param>
/// <param name="Action">Dotted word: <c>vm.power</c>.</param>
/// <param name="SubjectKind">What it was done to.</param>
/// <param name="SubjectId">Its id.</param>
/// <param name="SubjectName">Its name at that time.</param>
/// <param name="ProjectId">The project it belonged to.</param>
/// <param name="OperationId">The long work it began.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="ProblemType">Of a refusal or failure, the stable word.</param>
/// <param name="Problem">Of a refusal or failure, the reason.</param>
/// <param name="Before">The properties that change, as they were.</param>
/// <param name="After">The same, as they became.</param>
/// <param name="Note">One sentence besides.</param>
public sealed record AuditEntry(
    long Id, DateTimeOffset At, Guid? ActorId, string Actor, string Credential, Guid? CredentialId, string? Address, string Action, string SubjectKind, string? SubjectId,
    string? SubjectName, Guid? ProjectId, Guid? OperationId, AuditOutcome Outcome, string? ProblemType, string? Problem, ImmutableSortedDictionary<string, string?>? Before,
    ImmutableSortedDictionary<string, string?>? After, string? Note);

/// <summary>A page of acts, newest first.</summary>
/// <param name="Items">The acts.</param>
/// <param name="Next">Cursor of older ones, null at the end.</param>
public sealed record AuditPage(ImmutableArray<AuditEntry> Items, string? Next);

/// <summary>How the chain stands.</summary>
/// <param name="Seals">How many seals there are.</param>
/// <param name="SealedRows">How many rows were sealed, with those that retention dropped since.</param>
/// <param name="SealedUpTo">UTC; what was committed before is sealed. Null before the first seal.</param>
/// <param name="Unsealed">Rows that wait: written in the last second, or while an older transaction is open. Counted up to 1,000.</param>
/// <param name="Head">Number and hash of the last seal, to be noted elsewhere: <c>17:9f86…</c>. Null before the first.</param>
/// <param name="Verified">The last verification by this replica since it started.</param>
public sealed record AuditState(long Seals, long SealedRows, DateTimeOffset? SealedUpTo, int Unsealed, string? Head, AuditVerdict? Verified);

/// <summary>What a verification found.</summary>
/// <param name="Intact">Whether everything matches.</param>
/// <param name="Seals">Seals looked at.</param>
/// <param name="Rows">Sealed rows looked at.</param>
/// <param name="DroppedMonths">Months that retention dropped; their seals are in the chain, their rows are not.</param>
/// <param name="Unsealed">Rows that no seal covers yet.</param>
/// <param name="SealedUpTo">When the last seal was made, UTC.</param>
/// <param name="Head">Number and hash of the last seal.</param>
/// <param name="At">When it was looked, UTC.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Break">The first thing that does not match.</param>
public sealed record AuditVerdict(bool Intact, long Seals, long Rows, int DroppedMonths, long Unsealed, DateTimeOffset? SealedUpTo, string? Head, DateTimeOffset At, double Seconds, AuditBreak? Break);

/// <summary>Where the audit was tampered with.</summary>
/// <param name="Kind"><c>row-changed</c>, <c>row-deleted</c>, <c>row-added</c>, <c>seal-changed</c>, <c>seal-missing</c>, <c>seal-forged</c>.</param>
/// <param name="Seal">Number of the seal, null for a row that none covers.</param>
/// <param name="Row">Id of the row.</param>
/// <param name="Text">What it means, for people.</param>
public sealed record AuditBreak(string Kind, long? Seal, long? Row, string Text);

/// <summary>How long the audit is kept.</summary>
/// <param name="Months">Whole months; null keeps it for ever.</param>
/// <param name="ChangedAt">UTC.</param>
/// <param name="ChangedBy">User name; null for what the product came with.</param>
public sealed record AuditRetention(int? Months, DateTimeOffset ChangedAt, string? ChangedBy);

/// <summary>Body of <c>PUT /v1/audit/retention</c>.</summary>
/// <param name="Months">1 to 1200; null keeps it for ever.</param>
public sealed record AuditRetentionRequest(int? Months);
