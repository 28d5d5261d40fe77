namespace NexusQuantum.Web.Features.Shells;

/// <summary>Asks for a console or shell. Names travel as written here (MessagePack without contracts).</summary>
public sealed class ShellOpenRequest
{
    /// <summary><c>console</c> or <c>shell</c>.</summary>
    public string? Kind { get; set; }

    public string? VmId { get; set; }

    public int Cols { get; set; }

    public int Rows { get; set; }

    /// <summary>A session of the last minute to go on with; null for a new one.</summary>
    public string? SessionId { get; set; }
}

/// <summary>A session, or the problem that stood in its way.</summary>
public sealed class ShellOpened
{
    public string? SessionId { get; set; }

    /// <summary>The oldest byte that can still be read.</summary>
    public long Offset { get; set; }

    public ShellProblem? Problem { get; set; }

    /// <summary>False when the machine is off: what is shown is all there is until it starts.</summary>
    public bool Live { get; set; }

    /// <summary>When the oldest byte of the scrollback was written, RFC 3339; null when not known.</summary>
    public string? Since { get; set; }

    /// <summary>Bytes of input this session was given so far.</summary>
    public long Typed { get; set; }

    /// <summary>How many of them the machine's host took.</summary>
    public long Taken { get; set; }

    /// <summary>Most bytes of input that may be given and not taken; beyond it input is refused.</summary>
    public int InputWindow { get; set; }
}

/// <summary>Why a session cannot be.</summary>
public sealed class ShellProblem
{
    public string? Type { get; set; }

    public string? Title { get; set; }

    public string? Fix { get; set; }
}

/// <summary>A piece of a session: bytes, or something that changed.</summary>
public sealed class ShellFrame
{
    /// <summary>Where in the session its bytes begin.</summary>
    public long Offset { get; set; }

    public byte[]? Data { get; set; }

    /// <summary>Bytes of the machine's output that were lost here because this session was too slow.</summary>
    public long Skipped { get; set; }

    /// <summary>Bytes of input the machine's host took since the session began; told when it grew by a quarter of the window.</summary>
    public long? Taken { get; set; }

    /// <summary>Who looks at this console, when that changed.</summary>
    public ShellViewer[]? Viewers { get; set; }

    /// <summary>The shell ended with this code; the last frame.</summary>
    public int? Exit { get; set; }

    /// <summary>Set when the machine went on or off.</summary>
    public bool? Live { get; set; }
}

/// <summary>Somebody at the same console.</summary>
public sealed class ShellViewer
{
    public string? Name { get; set; }

    /// <summary>Typed within the last seconds.</summary>
    public bool Types { get; set; }

    public bool You { get; set; }
}
