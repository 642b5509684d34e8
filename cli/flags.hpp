#pragma once

/// \file
/// The flags that a command has of its own. CLI11 stays behind these functions: its templates, in every source of
/// a command, took more to compile than the commands.

#include <functional>
#include <string>

namespace CLI {
class App;
}

namespace gassan {

/// A flag without a value: on is set where it is typed. `names` as "-q,--quiet"; `says` is its line of the help.
void declare_switch(CLI::App& app, const std::string& names, bool& on, const std::string& says);

/// A flag with a value, which goes to text as it was typed. `kind` is what its help calls the value: "FILE".
void declare_text(CLI::App& app, const std::string& names, std::string& text, const std::string& says,
                  const std::string& kind);

/// A flag with a value, which `take` is called with.
void declare_value(CLI::App& app, const std::string& names, std::function<void(const std::string&)> take,
                   const std::string& says, const std::string& kind);

}  // namespace gassan
