#include "cli/command.hpp"

namespace gassan {

std::vector<Command> commands() {
    return {demo_command(), check_command(), init_command(), detect_command(), simulate_command(), docs_command()};
}

}  // namespace gassan
