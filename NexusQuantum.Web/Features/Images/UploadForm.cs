using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace NexusQuantum.Web.Features.Images;

/// <summary>An upload's form for /openapi/v1.json: its handler reads the body itself, so nothing else could tell.</summary>
internal static class UploadForm
{
    public static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Description = "The fields first, the file last: it is hashed and checked while it comes.",
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                ["multipart/form-data"] = new()
                {
                    Schema = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Object,
                        Required = new HashSet<string>(StringComparer.Ordinal) { "name", "kind", "file" },
                        Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
                        {
                            ["name"] = Text("Unique, 1 to 100 characters."),
                            ["kind"] = Text("root, kernel or initrd; must be what the bytes are."),
                            ["kernelId"] = Text("For a root: its kernel; left out, the shipped one."),
                            ["initrdId"] = Text("For a root: its RAM disk."),
                            ["kernelArguments"] = Text("Words for the kernel's command line."),
                            ["hasGuestAgent"] = Text("For a root: true when the guest agent is in it and starts with it."),
                            ["description"] = Text("Free text."),
                            ["projectId"] = Text("The project it goes to; left out, the default one."),
                            ["file"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" },
                        },
                    },
                },
            },
        };
        return Task.CompletedTask;
    }

    private static OpenApiSchema Text(string says) => new() { Type = JsonSchemaType.String, Description = says };
}
