#pragma once

#include <QObject>

namespace assay {

/// Enter presses the button that has the focus, as Space does; Qt has that in dialogs only. Check boxes and choices keep to Space.
class EnterKey : public QObject {
    Q_OBJECT
public:
    explicit EnterKey(QObject *parent); ///< for the whole program, while it lives

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
};

} // namespace assay
