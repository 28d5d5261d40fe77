using NexusQuantum.Domain.Operations;

namespace NexusQuantum.Web.Ui.Shell;

/// <summary>Opens the activity drawer from a page, for one circuit: after something was asked for whose steps a person wants to see.</summary>
internal sealed class DrawerBell
{
    /// <summary>The drawer, while there is one.</summary>
    public Action<OperationId>? Drawer { get; set; }

    /// <summary>Shows this operation in the open drawer.</summary>
    public void Show(OperationId id) => Drawer?.Invoke(id);
}
