using NexusQuantum.Domain.Access;

namespace NexusQuantum.Web.Tests.Access;

/// <summary>A method of a hub and what must be allowed about the machine that it is called for.</summary>
internal sealed record HubDoor(string Hub, string Method, string? Kind, Permission Needs);
