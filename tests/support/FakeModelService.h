#pragma once

#include "services/api/ModelService.h"
#include "services/core/Async.h"

namespace assay::test {

/// Models of a server in memory. Answers come in the next turn of the event loop, as a server's do.
class FakeModelService final : public ModelService {
public:
    QList<ServedModel> served;
    std::optional<Error> failWith;
    int asked = 0;
    QString where;
    QString address() const override { return where; }
    QFuture<Result<QList<ServedModel>>> list() override
    {
        ++asked;
        return failWith ? readyFuture(Result<QList<ServedModel>>(*failWith))
                        : readyFuture(Result<QList<ServedModel>>(served));
    }
};

} // namespace assay::test
