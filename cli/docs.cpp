#include "cli/command.hpp"
#include "cli/help.hpp"
#include "cli/talk.hpp"

namespace gassan {
namespace {

ExitCode print_document(const Session& session) {
    const std::string& which = session.files.front();
    if (which == "cli")
        put_out(cli_document());
    else if (which == "parameters")
        put_out(parameters_document());
    else
        throw UsageError("gassan docs " + which + ": there are cli and parameters");
    return ExitCode::ok;
}

}  // namespace

Command docs_command() {
    Command command;
    command.name = "docs";
    command.arguments = "cli|parameters";
    command.summary = "the pages of docs/ that are written from the program";
    command.text = "Prints docs/cli.md or docs/parameters.md. For those who work on gassan itself.";
    command.examples = {"gassan docs parameters > docs/parameters.md"};
    command.least_files = command.most_files = 1;
    command.listed = false;
    command.declare = [](CLI::App&) {};
    command.run = print_document;
    return command;
}

}  // namespace gassan
