namespace NexusQuantum.Web.Ui;

/// <summary>The live figures of a rail line.</summary>
/// <param name="Total">How many things there are.</param>
/// <param name="Trouble">How many of them need a person.</param>
internal readonly record struct NavCount(int Total, int Trouble = 0);
