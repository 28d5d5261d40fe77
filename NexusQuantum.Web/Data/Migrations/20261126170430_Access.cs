using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

#pragma warning disable CA1814 // Prefer jagged arrays over multidimensional

namespace NexusQuantum.Web.Data.Migrations
{
    /// <summary>Projects, roles and who has them, sessions in the database, scopes of tokens.</summary>
    public partial class Access : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ux_vms_name",
                table: "vms");

            migrationBuilder.DropIndex(
                name: "ux_images_digest",
                table: "images");

            migrationBuilder.DropIndex(
                name: "ux_images_name",
                table: "images");

            migrationBuilder.RenameColumn(
                name: "is_administrator",
                table: "accounts",
                newName: "is_service");

            migrationBuilder.AddColumn<Guid>(
                name: "project_id",
                table: "vms",
                type: "uuid",
                nullable: false,
                defaultValue: new Guid("00000000-0000-7000-8000-000000000001"));

            migrationBuilder.AddColumn<int>(
                name: "root_disk_gib",
                table: "vms",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "needs",
                table: "operations",
                type: "character varying(40)",
                maxLength: 40,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<Guid>(
                name: "project_id",
                table: "operations",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "project_id",
                table: "images",
                type: "uuid",
                nullable: false,
                defaultValue: new Guid("00000000-0000-7000-8000-000000000001"));

            migrationBuilder.AddColumn<Guid[]>(
                name: "projects",
                table: "api_tokens",
                type: "uuid[]",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "scope",
                table: "api_tokens",
                type: "character varying(20)",
                maxLength: 20,
                nullable: false,
                defaultValue: "administer");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "disabled_at",
                table: "accounts",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "display_name",
                table: "accounts",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "theme",
                table: "accounts",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "time_zone",
                table: "accounts",
                type: "text",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "projects",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(63)", maxLength: 63, nullable: false, collation: "C"),
                    description = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    max_vms = table.Column<int>(type: "integer", nullable: true),
                    max_vcpus = table.Column<int>(type: "integer", nullable: true),
                    max_memory_mib = table.Column<long>(type: "bigint", nullable: true),
                    max_disk_gib = table.Column<long>(type: "bigint", nullable: true),
                    max_addresses = table.Column<int>(type: "integer", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_projects", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "roles",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    text = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    allows = table.Column<string[]>(type: "text[]", nullable: false),
                    built_in = table.Column<bool>(type: "boolean", nullable: false),
                    needs_second_factor = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_roles", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "sessions",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    proved_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    address = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    device = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    method = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sessions", x => x.id);
                    table.ForeignKey(
                        name: "fk_sessions_asp_net_users_account_id",
                        column: x => x.account_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "role_grants",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    role_id = table.Column<Guid>(type: "uuid", nullable: false),
                    project_id = table.Column<Guid>(type: "uuid", nullable: true),
                    provider_id = table.Column<Guid>(type: "uuid", nullable: true),
                    granted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    granted_by = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_role_grants", x => x.id);
                    table.ForeignKey(
                        name: "fk_role_grants_asp_net_users_account_id",
                        column: x => x.account_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_role_grants_projects_project_id",
                        column: x => x.project_id,
                        principalTable: "projects",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_role_grants_role_row_role_id",
                        column: x => x.role_id,
                        principalTable: "roles",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.InsertData(
                table: "projects",
                columns: new[] { "id", "created_at", "description", "max_addresses", "max_disk_gib", "max_memory_mib", "max_vcpus", "max_vms", "name" },
                values: new object[] { new Guid("00000000-0000-7000-8000-000000000001"), new DateTimeOffset(new DateTime(2026, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified), new TimeSpan(0, 0, 0, 0, 0)), null, null, null, null, null, null, "default" });

            migrationBuilder.InsertData(
                table: "roles",
                columns: new[] { "id", "allows", "built_in", "name", "needs_second_factor", "text" },
                values: new object[,]
                {
                    { new Guid("00000000-0000-7000-8000-000000000101"), new string[0], true, "administrator", false, "May do everything." },
                    { new Guid("00000000-0000-7000-8000-000000000102"), new string[0], true, "operator", false, "Creates, runs and deletes machines and images." },
                    { new Guid("00000000-0000-7000-8000-000000000103"), new string[0], true, "viewer", false, "Sees machines, images, networks and hosts." }
                });

            // What was there before belongs to the default project, and accounts keep what they could do.
            migrationBuilder.Sql("""
                INSERT INTO role_grants (id, account_id, role_id, granted_at, granted_by)
                SELECT gen_random_uuid(), id, CASE WHEN is_service THEN '00000000-0000-7000-8000-000000000101'::uuid ELSE '00000000-0000-7000-8000-000000000102'::uuid END, now(), 'upgrade' FROM accounts
                """);
            migrationBuilder.Sql("UPDATE accounts SET is_service = false");
            migrationBuilder.Sql("UPDATE vms SET root_disk_gib = coalesce((spec ->> 'rootDiskGiB')::integer, 0)");
            migrationBuilder.Sql("""
                UPDATE operations SET
                    project_id = CASE WHEN kind IN ('vm.adopt', 'vm.removeOrphan') OR subject_kind = 'host' THEN NULL ELSE '00000000-0000-7000-8000-000000000001'::uuid END,
                    needs = CASE WHEN kind = 'vm.create' THEN 'vm.create' WHEN kind IN ('vm.delete', 'vm.forget') THEN 'vm.delete' WHEN kind IN ('vm.adopt', 'vm.removeOrphan') THEN 'host.administer' WHEN subject_kind = 'vm' THEN 'vm.power' WHEN subject_kind = 'image' THEN 'image.write' ELSE 'host.administer' END
                """);

            migrationBuilder.CreateIndex(
                name: "ix_vms_name",
                table: "vms",
                column: "name");

            migrationBuilder.CreateIndex(
                name: "ux_vms_name",
                table: "vms",
                columns: new[] { "project_id", "name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_operations_project",
                table: "operations",
                columns: new[] { "project_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_images_digest",
                table: "images",
                column: "digest");

            migrationBuilder.CreateIndex(
                name: "ux_images_digest",
                table: "images",
                columns: new[] { "project_id", "digest" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_images_name",
                table: "images",
                columns: new[] { "project_id", "name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_projects_name",
                table: "projects",
                column: "name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_role_grants_account_id",
                table: "role_grants",
                column: "account_id");

            migrationBuilder.CreateIndex(
                name: "ix_role_grants_project_id",
                table: "role_grants",
                column: "project_id");

            migrationBuilder.CreateIndex(
                name: "ix_role_grants_role_id",
                table: "role_grants",
                column: "role_id");

            migrationBuilder.CreateIndex(
                name: "ux_roles_name",
                table: "roles",
                column: "name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_sessions_account_id",
                table: "sessions",
                column: "account_id");

            migrationBuilder.CreateIndex(
                name: "ix_sessions_expires_at",
                table: "sessions",
                column: "expires_at");

            migrationBuilder.AddForeignKey(
                name: "fk_images_projects_project_id",
                table: "images",
                column: "project_id",
                principalTable: "projects",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_vms_projects_project_id",
                table: "vms",
                column: "project_id",
                principalTable: "projects",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_images_projects_project_id",
                table: "images");

            migrationBuilder.DropForeignKey(
                name: "fk_vms_projects_project_id",
                table: "vms");

            migrationBuilder.DropTable(
                name: "role_grants");

            migrationBuilder.DropTable(
                name: "sessions");

            migrationBuilder.DropTable(
                name: "projects");

            migrationBuilder.DropTable(
                name: "roles");

            migrationBuilder.DropIndex(
                name: "ix_vms_name",
                table: "vms");

            migrationBuilder.DropIndex(
                name: "ux_vms_name",
                table: "vms");

            migrationBuilder.DropIndex(
                name: "ix_operations_project",
                table: "operations");

            migrationBuilder.DropIndex(
                name: "ix_images_digest",
                table: "images");

            migrationBuilder.DropIndex(
                name: "ux_images_digest",
                table: "images");

            migrationBuilder.DropIndex(
                name: "ux_images_name",
                table: "images");

            migrationBuilder.DropColumn(
                name: "project_id",
                table: "vms");

            migrationBuilder.DropColumn(
                name: "root_disk_gib",
                table: "vms");

            migrationBuilder.DropColumn(
                name: "needs",
                table: "operations");

            migrationBuilder.DropColumn(
                name: "project_id",
                table: "operations");

            migrationBuilder.DropColumn(
                name: "project_id",
                table: "images");

            migrationBuilder.DropColumn(
                name: "projects",
                table: "api_tokens");

            migrationBuilder.DropColumn(
                name: "scope",
                table: "api_tokens");

            migrationBuilder.DropColumn(
                name: "disabled_at",
                table: "accounts");

            migrationBuilder.DropColumn(
                name: "display_name",
                table: "accounts");

            migrationBuilder.DropColumn(
                name: "theme",
                table: "accounts");

            migrationBuilder.DropColumn(
                name: "time_zone",
                table: "accounts");

            migrationBuilder.RenameColumn(
                name: "is_service",
                table: "accounts",
                newName: "is_administrator");

            migrationBuilder.CreateIndex(
                name: "ux_vms_name",
                table: "vms",
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
        }
    }
}
