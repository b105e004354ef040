#:property PublishAot=false
#:property PublishReadyToRun=true
Console.WriteLine("Hello, world!");
