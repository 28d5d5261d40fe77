using NexusQuantum.Domain.Access;

namespace NexusQuantum.Web.Live;

/// <summary>A picture that says itself who may see it, and how much of it. Pages follow no feed of pictures that do not.</summary>
/// <typeparam name="TView">The picture itself.</typeparam>
public interface ISeen<TView>
    where TView : class, ISeen<TView>
{
    /// <summary>As this caller may see it, by the rights of now, with what they may not do said in it; null when they may not see it at all.</summary>
    TView? For(Caller caller);
}
