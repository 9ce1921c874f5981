#include "services/verdict/CurrentPolicy.h"

#include <QMutex>

namespace assay {

namespace {

struct Current {
    QMutex mutex;
    GatePolicy policy;
};

Current &current()
{
    static Current state;
    return state;
}

} // namespace

GatePolicy currentPolicy()
{
    const QMutexLocker lock(&current().mutex);
    return current().policy;
}

void setCurrentPolicy(const GatePolicy &policy)
{
    const QMutexLocker lock(&current().mutex);
    current().policy = policy;
}

} // namespace assay
