using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Images;
using NexusQuantum.Web.Http;
using NexusQuantum.Web.Operations;

namespace NexusQuantum.Web.Features.Images;

/// <summary>The REST door. An upload's file is read part by part from the socket, never by the framework's form reader.</summary>
internal static class ImageEndpoints
{
    private const int LongestField = 8 * 1024;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var images = routes.MapGroup("/v1/images").WithTags("Images");
        images.MapGet("", async (ClaimsPrincipal user, IImageApi api, CancellationToken token, ProjectId? projectId = null) => (await api.ListAsync(user.ToCaller(), token)).ToHttp(list => TypedResults.Ok(new ItemList<ImageView>(projectId is { } only ? list.RemoveAll(image => image.ProjectId != only) : list))))
            .WithName("ListImages").Needs(Permission.ImageRead).Produces<ItemList<ImageView>>();
        images.MapGet("/{id}", async (ImageId id, ClaimsPrincipal user, IImageApi api, CancellationToken token) => (await api.GetAsync(user.ToCaller(), id, token)).ToHttp(TypedResults.Ok))
            .WithName("GetImage").Needs(Permission.ImageRead).Produces<ImageView>();
        images.MapDelete("/{id}", async (ImageId id, ClaimsPrincipal user, IImageApi api, CancellationToken token) => (await api.DeleteAsync(user.ToCaller(), id, token)).ToHttp(Accepted))
            .WithName("DeleteImage").Needs(Permission.ImageWrite).Produces<OperationView>(StatusCodes.Status202Accepted);
        images.MapPost("", UploadAsync)
            .WithName("TakeUpload").Needs(Permission.ImageWrite).Produces<OperationView>(StatusCodes.Status202Accepted)
            .AddOpenApiOperationTransformer(UploadForm.DescribeAsync)
            .WithMetadata(new DisableRequestSizeLimitAttribute());
    }

    private static async Task<IResult> UploadAsync(HttpRequest http, ClaimsPrincipal user, IImageApi api, CancellationToken cancellationToken)
    {
        if (!MediaTypeHeaderValue.TryParse(http.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= 100 } boundary)
        {
            return ImageFaults.NotMultipart.ToHttp();
        }

        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        var reader = new MultipartReader(boundary.ToString(), http.Body) { HeadersCountLimit = 16, HeadersLengthLimit = 16 * 1024 };
        try
        {
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
                {
                    return ImageFaults.NotMultipart.ToHttp();
                }

                if (disposition.FileName.HasValue || disposition.FileNameStar.HasValue)
                {
                    return await TakeAsync(fields, section, user, api, cancellationToken);
                }

                if (fields.Count > 16 || await FieldAsync(section, cancellationToken) is not { } value)
                {
                    return ImageFaults.NotMultipart.ToHttp();
                }

                fields[HeaderUtilities.RemoveQuotes(disposition.Name).ToString()] = value;
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException && !cancellationToken.IsCancellationRequested)
        {
            return ImageFaults.CutShort(0, null).ToHttp();
        }

        return ImageFaults.NotMultipart.ToHttp();
    }

    private static async Task<IResult> TakeAsync(Dictionary<string, string> fields, MultipartSection section, ClaimsPrincipal user, IImageApi api, CancellationToken cancellationToken)
    {
        if (!fields.TryGetValue("name", out var name) || !Enum.TryParse<ImageKind>(fields.GetValueOrDefault("kind"), ignoreCase: true, out var kind) || !Enum.IsDefined(kind))
        {
            return ImageFaults.NotMultipart.ToHttp();
        }

        var (kernelOk, kernel) = Id(fields, "kernelId");
        var (initrdOk, initrd) = Id(fields, "initrdId");
        if (!kernelOk || !initrdOk)
        {
            return ImageFaults.Invalid(new Dictionary<string, string[]>(StringComparer.Ordinal) { [kernelOk ? "initrdId" : "kernelId"] = ["This is not an image's id."] }).ToHttp();
        }

        ProjectId? project = null;
        if (fields.TryGetValue("projectId", out var projectText) && projectText.Length > 0)
        {
            if (!ProjectId.TryParse(projectText, CultureInfo.InvariantCulture, out var parsed))
            {
                return ImageFaults.Invalid(new Dictionary<string, string[]>(StringComparer.Ordinal) { ["projectId"] = ["This is not a project's id."] }).ToHttp();
            }

            project = parsed;
        }

        if (fields.GetValueOrDefault("hasGuestAgent", "") is not ("" or "true" or "false"))
        {
            return ImageFaults.Invalid(new Dictionary<string, string[]>(StringComparer.Ordinal) { ["hasGuestAgent"] = ["This is true or false."] }).ToHttp();
        }

        var request = new UploadImageRequest(name, kind, kernel, initrd, fields.GetValueOrDefault("kernelArguments"), fields.GetValueOrDefault("description"), project, fields.GetValueOrDefault("hasGuestAgent") is "true");
        // Programs may say a part's length; browsers do not.
        long? length = section.Headers?.TryGetValue("Content-Length", out var text) == true && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var said) ? said : null;
        return (await api.UploadAsync(user.ToCaller(), request, section.Body, length, cancellationToken)).ToHttp(Accepted);
    }

    private static (bool Ok, ImageId? Id) Id(Dictionary<string, string> fields, string name)
        => !fields.TryGetValue(name, out var text) || text.Length == 0 ? (true, null)
            : ImageId.TryParse(text, CultureInfo.InvariantCulture, out var id) ? (true, id) : (false, null);

    private static async Task<string?> FieldAsync(MultipartSection section, CancellationToken cancellationToken)
    {
        var bytes = new byte[LongestField + 1];
        var read = await section.Body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        return read > LongestField ? null : System.Text.Encoding.UTF8.GetString(bytes, 0, read);
    }

    private static IResult Accepted(OperationView operation) => TypedResults.Accepted($"/v1/operations/{operation.Id}", operation);
}
