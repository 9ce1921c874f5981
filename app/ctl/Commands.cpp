#include "app/ctl/Commands.h"

namespace assay::ctl {

void addClientCommands(CLI::App &app)
{
    for (const auto add : {addRun, addPlan, addWait, addList, addShow, addCancel, addRetry, addDrain, addCommands, addDemo, addScore, addLint, addExport,
                          addCompare, addImport})
        add(app);
}

} // namespace assay::ctl
