using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace NexusQuantum.Web.Data.Migrations
{
    /// <summary>Counted sign-in tries, spent tickets, authenticator apps, recovery codes, what is known of passkeys.</summary>
    public partial class SignInWays : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "authenticator_keys",
                columns: table => new
                {
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    secret = table.Column<byte[]>(type: "bytea", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_step = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_authenticator_keys", x => x.account_id);
                    table.ForeignKey(
                        name: "fk_authenticator_keys_accounts_account_id",
                        column: x => x.account_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "passkey_facts",
                columns: table => new
                {
                    credential_id = table.Column<byte[]>(type: "bytea", maxLength: 1024, nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    site = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_passkey_facts", x => x.credential_id);
                    table.ForeignKey(
                        name: "fk_passkey_facts_account_passkeys_credential_id",
                        column: x => x.credential_id,
                        principalTable: "account_passkeys",
                        principalColumn: "credential_id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "recovery_codes",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_recovery_codes", x => x.id);
                    table.ForeignKey(
                        name: "fk_recovery_codes_accounts_account_id",
                        column: x => x.account_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "sign_in_tries",
                columns: table => new
                {
                    key = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    recent = table.Column<DateTime[]>(type: "timestamp with time zone[]", nullable: false),
                    wrong = table.Column<int>(type: "integer", nullable: false),
                    last_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sign_in_tries", x => x.key);
                });

            migrationBuilder.CreateTable(
                name: "spent_tickets",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_spent_tickets", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_passkey_facts_id",
                table: "passkey_facts",
                column: "id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_recovery_codes_account_id_hash",
                table: "recovery_codes",
                columns: new[] { "account_id", "hash" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_sign_in_tries_last_at",
                table: "sign_in_tries",
                column: "last_at");

            migrationBuilder.CreateIndex(
                name: "ix_spent_tickets_until",
                table: "spent_tickets",
                column: "until");

            migrationBuilder.Sql(SignInFunctions.Create);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(SignInFunctions.Drop);

            migrationBuilder.DropTable(
                name: "authenticator_keys");

            migrationBuilder.DropTable(
                name: "passkey_facts");

            migrationBuilder.DropTable(
                name: "recovery_codes");

            migrationBuilder.DropTable(
                name: "sign_in_tries");

            migrationBuilder.DropTable(
                name: "spent_tickets");
        }
    }
}
