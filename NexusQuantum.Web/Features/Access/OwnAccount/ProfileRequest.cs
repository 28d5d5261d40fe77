namespace NexusQuantum.Web.Features.Access.OwnAccount;

/// <summary>Body of <c>PUT /v1/account/profile</c>; what is null is taken away.</summary>
internal sealed record ProfileRequest(string? DisplayName, string? Theme, string? TimeZone = null);
