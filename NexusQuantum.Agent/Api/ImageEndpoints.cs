using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using NexusQuantum.Agent.Images;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Agent.Api;

/// <summary>Images in and out, as streams.</summary>
internal sealed class ImageEndpoints(ImageStore images)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(AgentRoutes.Images, (RequestDelegate)ListAsync);
        routes.MapGet(AgentRoutes.ImageTemplate, (RequestDelegate)GetAsync);
        routes.MapPut(AgentRoutes.ImageTemplate, (RequestDelegate)PutAsync);
        routes.MapDelete(AgentRoutes.ImageTemplate, (RequestDelegate)DeleteAsync);
    }

    private Task ListAsync(HttpContext context) => Answers.WriteAsync(context, images.List(), AgentJson.Default.HostImageArray);

    private async Task GetAsync(HttpContext context)
    {
        if (!Paths.TryDigest(context, out var digest) || images.Find(digest) is not { } image)
        {
            await Answers.WriteAsync(context, new Error(ErrorKind.NotFound, "image-not-found", "This host does not hold that image."));
            return;
        }

        context.Response.ContentType = "application/octet-stream";
        context.Response.ContentLength = image.Bytes;
        await context.Response.SendFileAsync(image.Path, context.RequestAborted);
    }

    private async Task PutAsync(HttpContext context)
    {
        if (!Paths.TryDigest(context, out var digest))
        {
            await Answers.WriteAsync(context, new Error(ErrorKind.Invalid, "digest-invalid", "An image is named by the 64 hexadecimal digits of its SHA-256."));
            return;
        }

        if (!StoredImage.TryFormat(context.Request.Query["format"], out var format))
        {
            await Answers.WriteAsync(context, new Error(ErrorKind.Invalid, "format-invalid", "The query 'format' must be ext4, qcow2, raw, bzImage, elf or cpio."));
            return;
        }

        // Said before the portal sends all of it, where the end is in sight.
        if (context.Request.ContentLength is { } length && images.Find(digest) is null && images.NoRoomFor(length) is { } full)
        {
            await Answers.WriteAsync(context, full);
            return;
        }

        // Images have the size of disks, and come as slowly as the slowest link of the portal's user.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = new Microsoft.AspNetCore.Server.Kestrel.Core.MinDataRate(bytesPerSecond: 100, gracePeriod: TimeSpan.FromSeconds(60));
        }

        var added = await images.AddAsync(digest, format, context.Request.Body, context.RequestAborted);
        if (added.Ok)
        {
            await Answers.WriteAsync(context, images.Describe(added.Value), AgentJson.Default.HostImage);
        }
        else
        {
            await Answers.WriteAsync(context, added.Error);
        }
    }

    private async Task DeleteAsync(HttpContext context)
    {
        var removed = Paths.TryDigest(context, out var digest)
            ? images.Remove(digest)
            : new Error(ErrorKind.NotFound, "image-not-found", "This host does not hold that image.");
        if (removed.Ok)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        await Answers.WriteAsync(context, removed.Error);
    }
}
