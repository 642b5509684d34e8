#include "cli/flags.hpp"

#include <CLI/CLI.hpp>

#include <utility>

namespace gassan {

void declare_switch(CLI::App& app, const std::string& names, bool& on, const std::string& says) {
    app.add_flag(names, on, says);
}

void declare_text(CLI::App& app, const std::string& names, std::string& text, const std::string& says,
                  const std::string& kind) {
    app.add_option(names, text, says)->type_name(kind);
}

void declare_value(CLI::App& app, const std::string& names, std::function<void(const std::string&)> take,
                   const std::string& says, const std::string& kind) {
    app.add_option_function<std::string>(names, std::move(take), says)->type_name(kind);
}

}  // namespace gassan
