namespace NexusQuantum.Web.Tests.Ui;

/// <summary>Waits for a condition with a deadline, never for a time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    public static async Task TrueAsync(Func<bool> holds)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        late.CancelAfter(Deadline);
        while (!holds())
        {
            await Task.Delay(10, late.Token);
        }
    }
}
