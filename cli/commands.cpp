#include "cli/command.hpp"

namespace gassan {

std::vector<Command> commands() {
    return {check_command(), detect_command(), docs_command()};
}

}  // namespace gassan
