namespace NexusQuantum.Web.Operations;

/// <summary>Why a running operation was told to stop.</summary>
internal enum StopCause
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>Someone asked, or higher work pushed it aside; undo follows.</summary>
    Cancel,

    /// <summary>Another replica may hold it now; touch nothing more.</summary>
    LeaseLost,

    /// <summary>This portal stops; the work goes on elsewhere or at the next start.</summary>
    Shutdown,
}
