using Microsoft.Playwright;

namespace NexusQuantum.EndToEnd.Tests.Browsing;

/// <summary>Goes to an address.</summary>
internal static class Going
{
    private const int Tries = 3;

    /// <summary>
    /// Opens <paramref name="path"/>. Story: the page goes somewhere by itself (a form's answer, a sign-out) in the moment we go; the
    /// browser lets one of the two through and tells the other that it was aborted or interrupted. When that is ours, the page's own
    /// is waited for, and we go again.
    /// </summary>
    public static async Task GoAsync(this IPage page, string path)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await page.GotoAsync(path);
                return;
            }
            catch (PlaywrightException e) when (attempt < Tries && IsOvertaken(e.Message))
            {
                await page.WaitForLoadStateAsync(LoadState.Load);
            }
        }
    }

    private static bool IsOvertaken(string message)
        => message.Contains("net::ERR_ABORTED", StringComparison.Ordinal) || message.Contains("interrupted by another navigation", StringComparison.Ordinal);
}
