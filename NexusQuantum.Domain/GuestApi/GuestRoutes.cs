namespace NexusQuantum.Domain.GuestApi;

/// <summary>Port and paths of the guest agent inside a VM (HTTP/1.1). Every call carries <c>Authorization: Bearer</c> and the VM's key.</summary>
public static class GuestRoutes
{
    /// <summary>TCP port in the guest.</summary>
    public const int Port = 9000;

    /// <summary>Name of the virtio-serial port that is the control line.</summary>
    public const string ControlPort = "fc.agent.0";

    /// <summary>GET: <see cref="GuestHealth"/>.</summary>
    public const string Health = "/health";

    /// <summary>GET: <see cref="GuestSample"/>; <c>?format=prometheus</c> for text.</summary>
    public const string Metrics = "/metrics";

    /// <summary>WebSocket: binary is the PTY, text is <see cref="AgentApi.ShellControl"/>; query <c>cols</c>, <c>rows</c>.</summary>
    public const string Shell = "/shell";

    /// <summary>POST <see cref="AgentApi.ExecRequest"/>: <see cref="AgentApi.ExecResult"/>.</summary>
    public const string Exec = "/exec";

    /// <summary>Longest control line message in bytes, both ways; longer ones end the session.</summary>
    public const int MaxLine = 64 * 1024;
}
