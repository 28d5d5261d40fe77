using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace NexusQuantum.Web.Data.Migrations
{
    /// <inheritdoc />
    public partial class Fleet : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "hosts",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(63)", maxLength: 63, nullable: false),
                    address = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    joined_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    certificate_expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    facts = table.Column<string>(type: "jsonb", nullable: true),
                    last_seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    lease_owner = table.Column<Guid>(type: "uuid", nullable: true),
                    lease_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_hosts", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "images",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    format = table.Column<string>(type: "text", nullable: false),
                    digest = table.Column<string>(type: "text", nullable: false),
                    bytes = table.Column<long>(type: "bigint", nullable: false),
                    virtual_bytes = table.Column<long>(type: "bigint", nullable: false),
                    kernel_id = table.Column<Guid>(type: "uuid", nullable: true),
                    initrd_id = table.Column<Guid>(type: "uuid", nullable: true),
                    kernel_arguments = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    has_guest_agent = table.Column<bool>(type: "boolean", nullable: false),
                    shipped = table.Column<bool>(type: "boolean", nullable: false),
                    description = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    staged = table.Column<bool>(type: "boolean", nullable: false),
                    deleting = table.Column<bool>(type: "boolean", nullable: false),
                    added_by = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_images", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "join_tokens",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    sealed_secret = table.Column<byte[]>(type: "bytea", nullable: true),
                    created_by = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    used_by = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_join_tokens", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "vms",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(63)", maxLength: 63, nullable: false, collation: "C"),
                    host_id = table.Column<Guid>(type: "uuid", nullable: false),
                    image_id = table.Column<Guid>(type: "uuid", nullable: false),
                    image_name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    spec = table.Column<string>(type: "jsonb", nullable: false),
                    vcpus = table.Column<int>(type: "integer", nullable: false),
                    memory_mib = table.Column<int>(type: "integer", nullable: false),
                    mac = table.Column<string>(type: "character varying(17)", maxLength: 17, nullable: true),
                    generation = table.Column<long>(type: "bigint", nullable: false),
                    target = table.Column<string>(type: "text", nullable: false),
                    boots = table.Column<int>(type: "integer", nullable: false),
                    resets = table.Column<int>(type: "integer", nullable: false),
                    grace_seconds = table.Column<int>(type: "integer", nullable: false),
                    description = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    tags = table.Column<string[]>(type: "text[]", nullable: false),
                    sealed_password = table.Column<byte[]>(type: "bytea", nullable: true),
                    created_by = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    report = table.Column<string>(type: "jsonb", nullable: true),
                    report_epoch = table.Column<string>(type: "text", nullable: true),
                    report_version = table.Column<long>(type: "bigint", nullable: false),
                    state = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false, collation: "C"),
                    observed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_vms", x => x.id);
                    table.ForeignKey(
                        name: "fk_vms_hosts_host_id",
                        column: x => x.host_id,
                        principalTable: "hosts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "vm_events",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    vm_id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    text = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    by = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_vm_events", x => x.id);
                    table.ForeignKey(
                        name: "fk_vm_events_vm_row_vm_id",
                        column: x => x.vm_id,
                        principalTable: "vms",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_hosts_name",
                table: "hosts",
                column: "name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_images_digest",
                table: "images",
                column: "digest",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_images_name",
                table: "images",
                column: "name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_vm_events_vm_id_id",
                table: "vm_events",
                columns: new[] { "vm_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_vms_created_at",
                table: "vms",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "ix_vms_host_id",
                table: "vms",
                column: "host_id");

            migrationBuilder.CreateIndex(
                name: "ix_vms_image_id",
                table: "vms",
                column: "image_id");

            migrationBuilder.CreateIndex(
                name: "ix_vms_state_name",
                table: "vms",
                columns: new[] { "state", "name" });

            migrationBuilder.CreateIndex(
                name: "ix_vms_tags",
                table: "vms",
                column: "tags")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "ux_vms_mac",
                table: "vms",
                column: "mac",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_vms_name",
                table: "vms",
                column: "name",
                unique: true);

            // Across features, so not in the model: a machine keeps the image it was made from.
            migrationBuilder.Sql("ALTER TABLE vms ADD CONSTRAINT fk_vms_images_image_id FOREIGN KEY (image_id) REFERENCES images (id)");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "images");

            migrationBuilder.DropTable(
                name: "join_tokens");

            migrationBuilder.DropTable(
                name: "vm_events");

            migrationBuilder.DropTable(
                name: "vms");

            migrationBuilder.DropTable(
                name: "hosts");
        }
    }
}
