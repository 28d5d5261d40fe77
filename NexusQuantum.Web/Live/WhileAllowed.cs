using System.Runtime.CompilerServices;

namespace NexusQuantum.Web.Live;

/// <summary>
/// A stream may be open for days, and what opened it may be taken away on any of them. It ends then: with the next item, and when none
/// comes within <see cref="LookEvery"/>. Asking must cost nothing: it is asked with every item.
/// </summary>
internal static class WhileAllowed
{
    /// <summary>Together with the age that a caller's rights may have, less than the five seconds in which all must be cut.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    /// <summary>The items while <paramref name="may"/> says so, and then what <paramref name="refusal"/> makes.</summary>
    public static async IAsyncEnumerable<T> While<T>(this IAsyncEnumerable<T> items, Func<bool> may, Func<Exception> refusal, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var reader = items.GetAsyncEnumerator(end.Token);
        await using var look = time.CreateTimer(_ =>
        {
            if (!may())
            {
                end.Cancel();
            }
        }, null, LookEvery, LookEvery);
        while (true)
        {
            bool more;
            try
            {
                more = await reader.MoveNextAsync();
            }
            catch (OperationCanceledException) when (end.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw refusal();
            }

            if (!more)
            {
                yield break;
            }

            yield return may() ? reader.Current : throw refusal();
        }
    }
}
